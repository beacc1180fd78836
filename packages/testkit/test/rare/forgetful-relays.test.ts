import { endWell } from './rarely.js'

endWell('relays that forget', ['cut', 'restore'], 250)
