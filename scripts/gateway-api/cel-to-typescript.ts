import { parse } from '@bufbuild/cel';

/** The parts of CEL's syntax tree that the translation reads; macros arrive expanded as comprehensions. */
interface Expr {
  readonly exprKind:
    | {
        readonly case: 'constExpr';
        readonly value: { readonly constantKind: { readonly case: string; readonly value: unknown } };
      }
    | { readonly case: 'identExpr'; readonly value: { readonly name: string } }
    | {
        readonly case: 'selectExpr';
        readonly value: { readonly operand: Expr; readonly field: string; readonly testOnly: boolean };
      }
    | {
        readonly case: 'callExpr';
        readonly value: { readonly target?: Expr; readonly function: string; readonly args: readonly Expr[] };
      }
    | { readonly case: 'listExpr'; readonly value: { readonly elements: readonly Expr[] } }
    | { readonly case: 'comprehensionExpr'; readonly value: Comprehension };
}

interface Comprehension {
  readonly accuInit: Expr;
  readonly iterVar: string;
  readonly iterRange: Expr;
  readonly loopStep: Expr;
}

/** Functions and operators that become a call of the function of that name in `src/resources/cel.ts`. */
const CALLS: Readonly<Record<string, string>> = {
  '_==_': 'equals',
  '@in': 'isIn',
  '_<_': 'less',
  '_<=_': 'lessOrEqual',
  '_+_': 'add',
  '_[_]': 'at',
  size: 'size',
  matches: 'matches',
  startsWith: 'startsWith',
  endsWith: 'endsWith',
  contains: 'contains',
  split: 'split',
  substring: 'substring',
  duration: 'duration',
  isIP: 'isIpAddress',
};

/** What answers true or false; anything else needs a check before `!` or `?`. */
const ANSWERS_BOOLEAN =
  /^(!|(all|and|contains|endsWith|equals|exists|existsOne|has|isIn|isIpAddress|less|lessOrEqual|matches|or|startsWith)\()/;

const FORMATS: Readonly<Record<string, string>> = {
  dns1123Subdomain: 'isDns1123Subdomain',
  qualifiedName: 'isQualifiedName',
};

/** Kubernetes escapes property names that are CEL keywords or not CEL identifiers. */
function unescapeName(name: string): string {
  const symbols: Readonly<Record<string, string>> = { underscores: '__', dot: '.', dash: '-', slash: '/' };
  return name.replaceAll(/__([a-z]+)__/g, (_, word: string) => symbols[word] ?? word);
}

class Translation {
  readonly #source: string;
  /** The functions of the runtime that the result calls. */
  readonly used = new Set<string>();

  constructor(source: string) {
    this.#source = source;
  }

  #fail(what: string): never {
    throw new Error(`The CEL rule uses ${what}, which the translation does not know: ${this.#source}`);
  }

  #call(name: string, ...args: readonly string[]): string {
    this.used.add(name);
    return `${name}(${args.join(', ')})`;
  }

  expression({ exprKind }: Expr): string {
    switch (exprKind.case) {
      case 'constExpr':
        return this.#constant(exprKind.value.constantKind);
      case 'identExpr':
        return exprKind.value.name;
      case 'listExpr':
        return `[${exprKind.value.elements.map((element) => this.expression(element)).join(', ')}]`;
      case 'selectExpr': {
        const { operand, field, testOnly } = exprKind.value;
        return this.#call(testOnly ? 'has' : 'get', this.expression(operand), `'${unescapeName(field)}'`);
      }
      case 'callExpr':
        return this.#callExpression(exprKind.value);
      case 'comprehensionExpr':
        return this.#comprehension(exprKind.value);
      default:
        return this.#fail('an unknown expression');
    }
  }

  #constant(constant: { readonly case: string; readonly value: unknown }): string {
    if (constant.case === 'stringValue' || constant.case === 'boolValue') return JSON.stringify(constant.value);
    if (constant.case === 'int64Value') return String(constant.value);
    return this.#fail(constant.case);
  }

  #callExpression(call: { readonly target?: Expr; readonly function: string; readonly args: readonly Expr[] }): string {
    if (call.function === 'hasValue') return this.#formatViolation(call.target);
    const args = [...(call.target === undefined ? [] : [call.target]), ...call.args];
    const [first = '', second = '', third = ''] = args.map((arg) => this.expression(arg));
    switch (call.function) {
      case '!_':
        return `!${this.#boolean(first)}`;
      case '_!=_':
        return `!${this.#call('equals', first, second)}`;
      case '_&&_':
      case '_||_':
        return this.#logic(call.function, args);
      case '_?_:_':
        return `(${this.#boolean(first)} ? ${second} : ${third})`;
      case '_>_':
        return this.#call('less', second, first);
      case '_>=_':
        return this.#call('lessOrEqual', second, first);
      default: {
        const name = CALLS[call.function] ?? this.#fail(`${call.function}()`);
        return this.#call(name, ...args.map((arg) => this.expression(arg)));
      }
    }
  }

  #boolean(code: string): string {
    return ANSWERS_BOOLEAN.test(code) ? code : this.#call('bool', code);
  }

  /** A chain of one operator as one call: `a && b && c` is `and(() => a, () => b, () => c)`. */
  #logic(operator: string, args: readonly Expr[]): string {
    const operands = (expr: Expr): readonly Expr[] =>
      expr.exprKind.case === 'callExpr' && expr.exprKind.value.function === operator
        ? expr.exprKind.value.args.flatMap(operands)
        : [expr];
    return this.#call(
      operator === '_&&_' ? 'and' : 'or',
      ...args.flatMap(operands).map((operand) => `() => ${this.expression(operand)}`),
    );
  }

  /** `format.NAME().validate(x).hasValue()`: whether x breaks the format. */
  #formatViolation(target: Expr | undefined): string {
    const validate = target?.exprKind;
    if (validate?.case !== 'callExpr' || validate.value.function !== 'validate') return this.#fail('hasValue()');
    const format = validate.value.target?.exprKind;
    const name = format?.case === 'callExpr' ? FORMATS[format.value.function.replace(/^format\./, '')] : undefined;
    const [value] = validate.value.args;
    if (name === undefined || value === undefined) return this.#fail('a format');
    return `!${this.#call(name, this.expression(value))}`;
  }

  #comprehension({ accuInit, iterVar, iterRange, loopStep }: Comprehension): string {
    const step = loopStep.exprKind;
    const start = accuInit.exprKind;
    if (step.case !== 'callExpr') return this.#fail('an unknown macro');
    const [first, second] = step.value.args;
    const kind = start.case === 'constExpr' ? start.value.constantKind.value : start.case;
    const macros = new Map<unknown, readonly [name: string, predicate: Expr | undefined]>([
      [true, ['all', second]],
      [false, ['exists', second]],
      [0n, ['existsOne', first]],
      ['listExpr', ['filter', step.value.function === '_?_:_' ? first : undefined]],
    ]);
    const [name, predicate] = macros.get(kind) ?? [];
    if (name === undefined || predicate === undefined) return this.#fail('an unknown macro');
    return this.#call(name, this.expression(iterRange), `(${iterVar}: unknown) => ${this.expression(predicate)}`);
  }
}

/** The body of a TypeScript function over `self` and `oldSelf` that answers as the CEL rule does, or throws where it errs. */
export function celToTypeScript(rule: string): { readonly code: string; readonly calls: ReadonlySet<string> } {
  const translation = new Translation(rule);
  const { expr } = parse(rule) as unknown as { readonly expr: Expr };
  const code = translation.expression(expr);
  return { code, calls: translation.used };
}
