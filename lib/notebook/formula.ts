import { show as print } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { display } from './kernel.js';

/**
 * Shows an equation below the present cell; a plain script prints its LaTeX.
 *
 * @param latex - the LaTeX between two dollar signs, such as `String.raw`R = W^T S``
 * @throws {@link InvalidArgumentError} unless it is non-empty text
 */
export function formula(latex: string): void {
  if (typeof latex !== 'string' || latex.trim() === '') {
    throw new InvalidArgumentError('formula', 'latex must be an equation in LaTeX', print(latex));
  }
  display({ 'text/latex': `$$${latex.trim()}$$`, 'text/plain': latex.trim() });
}
