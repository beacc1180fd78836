import { runChild } from '../../harness/child.js'
import { countersFormat } from './counters.js'
import { mapFormat } from './map.js'
import { pairFormat } from './pair.js'
import { recordsFormat } from './records.js'
import { createWall } from './wall.js'

runChild({
  name: 'loro',
  walls: [{ variant: '', create: createWall }],
  maps: [mapFormat],
  records: [recordsFormat],
  documents: [],
  counters: [countersFormat],
  pairs: [pairFormat],
})
