import { readMoney, writeMoney } from '../format/money'
import { readPieces } from '../format/number'
import { useRegister } from '../replica/replica'
import { DraftInput } from './DraftInput'

export function PriceField({ id }: { id: string }) {
  const [value, setValue] = useRegister('items', id, 'priceMinor')
  return <DraftInput label="Price, €" name="price" mode="decimal" value={value} write={writeMoney} read={readMoney} onChange={setValue} />
}

export function ExpectedField({ id }: { id: string }) {
  const [value, setValue] = useRegister('items', id, 'expected')
  return <DraftInput label="Expected" name="expected" mode="numeric" value={value} write={String} read={readPieces} onChange={setValue} />
}
