/** What of a tool's schema its arguments are checked against: all that zod reads as JSON Schema means it. */

/** Values of these words are data, and no schemas. */
const isData = (word: string): boolean => ['const', 'enum', 'default', 'examples'].includes(word)

/** Values of these have a schema by each name, and a name is no word. */
const hasNames = (word: string): boolean => ['properties', 'patternProperties', '$defs', 'definitions'].includes(word)

/** With any of these zod reads nothing of the whole schema. It would look for `definitions` by the version that `$schema` names. */
const unknownToZod = /^(not|if|then|else|dependent(Required|Schemas)|unevaluated(Items|Properties)|\$schema)$/

const isType = (value: unknown): boolean =>
  ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'].includes(String(value))

/** `format` says what a value is for, and forbids nothing; and a pattern is read without the flag that these escapes need. */
function isLeftOut(word: string, value: unknown): boolean {
  if (word === 'type') return ![value].flat().every(isType)
  if (word === 'format') return true
  if (word === 'pattern') return /\\[pPu]\{/.test(String(value))
  return unknownToZod.test(word) || (word === '$ref' && !/^#($|\/(\$defs|definitions)\/)/.test(String(value)))
}

/** A schema without what would refuse arguments that are valid, or keep the rest from being checked. The model is given the whole of it. */
export function checkable<Schema>(schema: Schema): Schema
export function checkable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(checkable)
  if (typeof schema !== 'object' || schema === null) return schema
  const words = Object.entries(schema).filter(([word, value]) => !isLeftOut(word, value))
  return Object.fromEntries(
    words.map(([word, value]) => {
      if (word === '$ref') return [word, String(value).replace('#/definitions/', '#/$defs/')]
      // More than one may fit, once a part of each is left out.
      if (word === 'oneOf') return ['anyOf', checkable(value)]
      if (hasNames(word) && typeof value === 'object' && value !== null)
        return [word, Object.fromEntries(Object.entries(value).map(([name, named]) => [name, checkable(named)]))]
      return [word, isData(word) ? value : checkable(value)]
    }),
  )
}
