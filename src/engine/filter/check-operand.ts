// SPDX-License-Identifier: Apache-2.0
// Ast of a field or transformer → Operand: looks the fields up in the catalogue and checks the transformers' arguments.
// Throws ParseFailure, which the public functions of checker.ts turn into a FilterError.

import type { FieldUse } from '../fields/field.js';
import type { Result } from '../result.js';
import type { AstField, AstText, AstTransformer, AstTransformerList } from './ast.js';
import { parameterType } from './event-names.js';
import { type Operand, unionOfUses } from './operand.js';
import { ParseFailure } from './parse-failure.js';
import { valueTexts } from './scalar-text.js';
import { transformOperand } from './transformers.js';

/** All that the filter language needs of the field catalogue. */
export interface FieldCatalogue {
  /**
   * The field that the whole of `text` names, with its argument: `proc.name`, `proc.aname[2]`, `evt.arg.name`. Quotes
   * around an argument are gone. The error is a sentence: an unknown field, a missing or superfluous argument.
   */
  lookupField(text: string): Result<FieldUse, string>;
}

export function checkOperand(ast: AstField | AstTransformer, catalogue: FieldCatalogue): Operand {
  return ast.kind === 'field' ? checkField(ast, catalogue) : checkTransformer(ast, catalogue);
}

function checkField(ast: AstField, catalogue: FieldCatalogue): Operand {
  const text = ast.argument === undefined ? ast.name : `${ast.name}[${ast.argument}]`;
  const found = catalogue.lookupField(text);
  if (!found.ok) throw new ParseFailure(found.error, ast.at, true);
  const use = found.value;
  const { field } = use;
  return {
    name: field.name,
    type: field.type === 'DYN' ? parameterType(use.argument?.text ?? '') : field.type,
    format: field.format,
    isList: field.isList === true,
    field: use,
    uses: [use],
    read: (reader) => reader(use),
  };
}

function checkTransformer(ast: AstTransformer, catalogue: FieldCatalogue): Operand {
  const values = ast.values.map((value) => checkArgument(value, catalogue));
  const operand = transformOperand(ast.name, values, ast.argument);
  if (!operand.ok) throw new ParseFailure(operand.error, ast.at);
  return operand.value;
}

function checkArgument(
  ast: AstText | AstField | AstTransformer | AstTransformerList,
  catalogue: FieldCatalogue,
): Operand {
  switch (ast.kind) {
    case 'text':
      return textConstant(ast.text);
    case 'values':
      return listOf(ast.items.map((item) => checkArgument(item, catalogue)));
    default: {
      const operand = checkOperand(ast, catalogue);
      if (operand.field?.field.noTransformer !== true) return operand;
      throw new ParseFailure(`field '${operand.name}' does not support transformers`, ast.at);
    }
  }
}

function textConstant(text: string): Operand {
  return { name: text, type: 'CHARBUF', format: 'NA', isList: false, field: undefined, uses: [], read: () => text };
}

/** `(a, b, c)`: no value where one of them has none; lists among them are spliced in. Elements become texts. */
function listOf(items: readonly Operand[]): Operand {
  return {
    name: 'list',
    type: 'CHARBUF',
    format: 'NA',
    isList: true,
    field: undefined,
    uses: unionOfUses(items),
    read: (reader) => {
      const elements: string[] = [];
      for (const item of items) {
        const value = item.read(reader);
        if (value === undefined) return undefined;
        elements.push(...valueTexts(value, item.type, item.format));
      }
      return elements;
    },
  };
}
