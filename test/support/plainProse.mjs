/*
 * An ESLint rule: public docstrings and help texts are plain prose. It reports the marked turns that CONTRIBUTING lists.
 */

/** The marked turns, each with what to write instead. */
export const TURNS = [
  [/\b(?:who|whom|whoever)\b/i, 'name the part: "the peer that …"'],
  [/\b(?:nobody|somebody|everybody|anybody)\b/i, 'name the part: "no peer", "every peer"'],
  [/\b(?:whatever|anew)\b/i, 'say which, or "again"'],
  [/\bof (?:its|their|one's) own\b/i, 'drop it'],
  [/(?:^|[.:;] )What\b(?![^.]*\?)/, 'begin with the subject'],
  [/\bwhat\b[^.;?]*\bwhat\b/i, 'write two sentences'],
  [/\b(?:is|are|be) to be had\b/i, 'say how it is obtained'],
];

/** The marked turns of a text. */
export function turnsOf(text) {
  return TURNS.flatMap(([pattern, instead]) => {
    const found = pattern.exec(text);
    return found ? [{ turn: found[0].replace(/^[.:;] /, ''), instead }] : [];
  });
}

/** A docstring's prose: without stars, code, links and tags. */
function proseOf(comment) {
  return comment
    .replace(/```[^]*?```/g, ' ')
    .replace(/^\s*\*+ ?/gm, '')
    .replace(/`[^`]*`/g, '`')
    .replace(/\s+/g, ' ')
    .trim();
}

const HELP = new Set(['about', 'title', 'describe', 'description', 'section', 'otherwise']);
const KINDS = new Set([
  ...['positive', 'nonNegative', 'fraction', 'integer', 'choice', 'list', 'oneOrMany'],
  ...['optional', 'programmatic'],
]);

export const plainProse = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { turn: 'plain prose: "{{turn}}" is a marked turn; {{instead}}' },
  },
  create(context) {
    const check = (text, loc) => {
      for (const data of turnsOf(text)) context.report({ loc, messageId: 'turn', data });
    };
    const checkString = (node) => {
      if (node?.type === 'Literal' && typeof node.value === 'string') check(node.value, node.loc);
      if (node?.type === 'TemplateLiteral') {
        check(node.quasis.map(({ value }) => value.cooked).join('…'), node.loc);
      }
    };
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (comment.type !== 'Block' || !comment.value.startsWith('*')) continue;
          check(proseOf(comment.value), comment.loc);
        }
      },
      Property(node) {
        if (!node.computed && HELP.has(node.key.name ?? node.key.value)) checkString(node.value);
      },
      CallExpression(node) {
        if (!KINDS.has(node.callee.name)) return;
        for (const argument of node.arguments) checkString(argument);
      },
    };
  },
};
