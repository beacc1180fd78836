import { endWell } from './rarely.js'

endWell('clones', ['clone', 'cut'], 200)
