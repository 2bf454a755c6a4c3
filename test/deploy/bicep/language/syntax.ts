/** The shapes that a parsed Bicep file has: statements made of expressions, each knowing its line. */

type At = Readonly<{ line: number }>

/** `computedKey` is there when the key holds an interpolation; `key` is then its source text. */
export type Property = At & Readonly<{ key: string; computedKey?: Expression; value: Expression }>

export type StringExpression = At & Readonly<{ kind: 'string'; parts: readonly (string | Expression)[] }>
export type NameExpression = At & Readonly<{ kind: 'name'; name: string }>
export type MemberExpression = At & Readonly<{ kind: 'member'; of: Expression; name: string }>
export type CallExpression = At & Readonly<{ kind: 'call'; of?: Expression; name: string; args: readonly Expression[] }>
export type ObjectExpression = At & Readonly<{ kind: 'object'; properties: readonly Property[] }>
export type ArrayExpression = At & Readonly<{ kind: 'array'; items: readonly Expression[] }>
export type ForExpression = At &
  Readonly<{ kind: 'for'; item: string; index?: string; over: Expression; condition?: Expression; body: Expression }>

export type Expression =
  | StringExpression
  | NameExpression
  | MemberExpression
  | CallExpression
  | ObjectExpression
  | ArrayExpression
  | ForExpression
  | (At & Readonly<{ kind: 'number'; value: number }>)
  | (At & Readonly<{ kind: 'boolean'; value: boolean }>)
  | (At & Readonly<{ kind: 'null' }>)
  | (At & Readonly<{ kind: 'index'; of: Expression; index: Expression }>)
  | (At & Readonly<{ kind: 'not' | 'minus' | 'notNull'; of: Expression }>)
  | (At & Readonly<{ kind: 'binary'; operator: string; left: Expression; right: Expression }>)
  | (At & Readonly<{ kind: 'choice'; condition: Expression; yes: Expression; no: Expression }>)
  | (At & Readonly<{ kind: 'lambda'; params: readonly string[]; body: Expression }>)

type Named = At & Readonly<{ name: string; decorators: readonly CallExpression[] }>

export type Param = Named & Readonly<{ kind: 'param'; type: string; standard?: Expression }>
export type Var = Named & Readonly<{ kind: 'var'; value: Expression }>
export type Output = Named & Readonly<{ kind: 'output'; type: string; value: Expression }>
export type Resource = Named &
  Readonly<{
    kind: 'resource'
    type: string
    apiVersion: string
    existing: boolean
    condition?: Expression
    body: Expression
  }>
export type Module = Named & Readonly<{ kind: 'module'; path: string; condition?: Expression; body: Expression }>
export type Scope = At & Readonly<{ kind: 'targetScope'; scope: string }>

export type Declaration = Param | Var | Resource | Module
export type Statement = Declaration | Output | Scope

/** The text of a string without interpolation; undefined for every other expression. */
export function literalText(expression: Expression | undefined): string | undefined {
  if (expression?.kind !== 'string') return undefined
  return expression.parts.every((part) => typeof part === 'string') ? expression.parts.join('') : undefined
}

/** The expressions directly inside one. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'string':
      return expression.parts.filter((part) => typeof part !== 'string')
    case 'member':
    case 'not':
    case 'minus':
    case 'notNull':
      return [expression.of]
    case 'index':
      return [expression.of, expression.index]
    case 'call':
      return expression.of ? [expression.of, ...expression.args] : expression.args
    case 'object':
      return expression.properties.flatMap(({ computedKey, value }) => (computedKey ? [computedKey, value] : [value]))
    case 'array':
      return expression.items
    case 'for':
      return [expression.over, ...(expression.condition ? [expression.condition] : []), expression.body]
    case 'binary':
      return [expression.left, expression.right]
    case 'choice':
      return [expression.condition, expression.yes, expression.no]
    case 'lambda':
      return [expression.body]
    default:
      return []
  }
}

/** The expressions of a statement, outermost ones only. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  if (statement.kind === 'targetScope') return []
  const decorators = statement.decorators.flatMap((decorator) => decorator.args)
  switch (statement.kind) {
    case 'param':
      return statement.standard ? [...decorators, statement.standard] : decorators
    case 'var':
    case 'output':
      return [...decorators, statement.value]
    default:
      return [...decorators, ...(statement.condition ? [statement.condition] : []), statement.body]
  }
}

/** An expression and everything inside it. */
export function withDescendants(expression: Expression): readonly Expression[] {
  return [expression, ...childrenOf(expression).flatMap(withDescendants)]
}
