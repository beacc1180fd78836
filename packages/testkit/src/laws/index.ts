export { checkLaws, LawBroken } from './check-laws.js'
export type { Law, LawOptions } from './check-laws.js'
