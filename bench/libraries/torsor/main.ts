import { runChild } from '../../harness/child.js'
import { mapFormat, recordsFormat } from './core.js'
import { countersFormats } from './counters.js'
import { documentFormats } from './documents.js'
import { pairFormat } from './pair.js'
import { wallFormats } from './wall.js'

runChild({
  name: 'torsor',
  walls: wallFormats,
  maps: [mapFormat],
  records: [recordsFormat],
  documents: documentFormats,
  counters: countersFormats,
  pairs: [pairFormat],
})
