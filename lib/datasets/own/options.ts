import { InvalidArgumentError } from '../../math/errors.js';
import { isPlainList, show } from '../../math/checks.js';
import {
  choice,
  fraction,
  integer,
  programmatic,
  type OptionsOf,
  type Parameter,
} from '../../parameters/index.js';

/** The ways to treat missing values. */
export const MISSING_VALUES = ['refuse', 'drop', 'mean'] as const;

/** A text of at least one character. */
const name = (about: string): Parameter<string | undefined> =>
  programmatic<string | undefined>(undefined, about, (where, option, value) => {
    if (typeof value === 'string' && value !== '') return;
    throw new InvalidArgumentError(where, `${option} must be the name of a column`, show(value));
  });

/** The options of {@link corpusFromFile} and {@link corpusFromFrame}. */
export const OWN_DATA = {
  label: name('Column with the class of each row; of .npy data also its index, or a .npy file'),
  group: name('Column with the source of each row, by which rows are divided among peers'),
  text: name('Column with texts, in place of a label: peers predict the next character'),
  without: {
    ...programmatic<readonly string[]>([], 'Columns that are left out', (where, option, value) => {
      const isNames = isPlainList(value) && value.every((one) => typeof one === 'string');
      if (isNames) return;
      throw new InvalidArgumentError(where, `${option} must be a list of columns`, show(value));
    }),
  },
  missing: choice(
    MISSING_VALUES,
    'refuse',
    'Missing values: refuse them, drop their rows, or take the mean of the training rows',
  ),
  heldOut: fraction(0.25, 'Part of each class that is held out'),
  window: integer(8, 'Characters that the model sees before the one it predicts'),
  examples: integer(2000, 'Most training rows of each source of texts'),
  heldOutExamples: integer(50, 'Most held-out rows of each source of texts'),
};

export type OwnDataOptions = OptionsOf<typeof OWN_DATA>;

/** Options with their defaults. */
export type OwnDataSettings = Required<Omit<OwnDataOptions, 'label' | 'group' | 'text'>> &
  Pick<OwnDataOptions, 'label' | 'group' | 'text'>;
