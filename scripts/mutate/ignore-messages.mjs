/** What builds an error: the words that it is given are for people, and no test should hold them. */
const errors = /Error$|^(?:malformed|refusal|notStorable|wrongCell|count|check)$/

function nameOf({ callee }) {
  return callee?.name ?? callee?.property?.name ?? ''
}

/** An error's code comes first, and tests do hold it. */
function isMessage(path) {
  if (!path.isStringLiteral() && !path.isTemplateLiteral()) return false
  const call = path.findParent((parent) => (parent.isCallExpression() || parent.isNewExpression()) && errors.test(nameOf(parent.node)))
  return call !== null && !(nameOf(call.node) === 'TorsorError' && path.node === call.node.arguments[0])
}

export const strykerPlugins = [
  { kind: 'Ignore', name: 'messages', value: { shouldIgnore: (path) => (isMessage(path) ? 'the words of an error' : undefined) } },
]
