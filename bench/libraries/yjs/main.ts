import { runChild } from '../../harness/child.js'
import { countersFormat } from './counters.js'
import { encodings } from './encoding.js'
import { mapFormat } from './map.js'
import { pairFormat } from './pair.js'
import { recordsFormat } from './records.js'
import { createWall } from './wall.js'

runChild({
  name: 'yjs',
  walls: encodings.map((encoding) => ({ variant: encoding.variant, create: (registers) => createWall(encoding, registers) })),
  maps: encodings.map(mapFormat),
  records: encodings.map(recordsFormat),
  documents: [],
  counters: encodings.map(countersFormat),
  pairs: encodings.map(pairFormat),
})
