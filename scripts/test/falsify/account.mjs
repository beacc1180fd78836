/** What the falsification harness is tried on. */
export function balanceOf(amounts) {
  let balance = 0
  for (const amount of amounts) balance += amount
  return balance
}

export async function settle(balance) {
  return balance === 0
}

export function spare() {
  return 'nobody asks'
}
