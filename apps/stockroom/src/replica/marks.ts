/** A closed set: two people who tick different marks offline both get theirs. */
export const marks = ['fragile', 'discontinued', 'recount'] as const
export type Mark = (typeof marks)[number]
