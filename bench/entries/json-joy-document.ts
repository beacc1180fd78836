export { Model, Patch, s } from 'json-joy/lib/json-crdt'
