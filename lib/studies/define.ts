/*
 * A study is one value: its parameters, its work for one network, its tables, its figure and its report. Functions,
 * workers, command line, reference, captions and tests read it.
 */
import { runTasks } from '#run';
import { checkFunction, checkMethods, checkObject } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { kebab } from '../math/names.js';
import { show } from '../math/show.js';
import { checkMemory } from '../math/memory.js';
import { versions } from '../files/version.js';
import { type Figure } from '../plot/figure.js';
import { type Cell } from '../plot/output/table.js';
import { type Kernel } from '../kernel/index.js';
import { readParameters, type Schema, type ValuesOf } from '../parameters/index.js';
import { checkDefinition, readRunOptions } from './check.js';
import { type IntervalParameters, statisticsOf, type Statistics } from './intervals.js';
import { type RunOptions, type StudyResult } from './result.js';
import { readResult } from './reading.js';
import { mark } from '../parameters/definition.js';
import { checkTables } from './checkTables.js';
import { defaultFigure, defaultReport } from './defaultPresentation.js';
import { carriedBy, type Carried } from './run/carried.js';
import { type Performed } from './run/pool.js';
import { checkShard, piecesOf, type Shard, type ShardDone } from './run/shard.js';
import { type Task } from './run/task.js';

/** The least bytes of a piece of work: an object of a dozen parameters. */
const PIECE_BYTES = 128;

/** The parameters that every study has. */
export interface CommonParameters extends IntervalParameters {
  /** The number of networks at each setting. */
  networks: number;
  /** The seed of every random number. */
  seed: number;
}

/** A study's tables: terminal, page and results show `summary`. */
export type StudyTables = { readonly summary: readonly object[] };

/** The values of one piece of work: the parameters, overlaid with its setting. */
export type WorkValues<S extends Schema, Setting> = Omit<ValuesOf<S>, keyof Setting> & Setting;

/** The outcomes of all networks at one setting. */
export interface Found<Setting, Outcome> {
  readonly setting: Setting;
  /** One outcome for each network, in order. */
  readonly networks: readonly Outcome[];
}

/** The argument of {@link defineStudy}. */
export interface StudyDefinition<
  Name extends string,
  S extends Schema,
  Setting extends object,
  Outcome,
  Tables extends StudyTables,
> {
  /** The name in results, in `STUDIES` and, unless `command` differs, on the command line. */
  readonly name: Name;
  /** The name of its command. Default: the name in kebab case. */
  readonly command?: string;
  /** The section of the paper. Default: `own`. */
  readonly section?: string;
  /** Its question, in one line. */
  readonly title: string;
  /** Includes `networks`, `seed` and the parameters of intervals. */
  readonly parameters: S;
  /** Checks the rules between parameters, after the check of each value. */
  readonly check?: (where: string, values: ValuesOf<S>) => void;
  /**
   * Whether the work measures time under these values. Its pieces are then performed one at a time, on a thread of this
   * process, and their tables differ from run to run. Default: never.
   */
  readonly measured?: (values: ValuesOf<S>) => boolean;
  /** The settings of the sweep. Default: one. */
  readonly settings?: (values: ValuesOf<S>) => readonly Setting[];
  /**
   * One network at one setting: an object or a list of plain data with finite numbers, and null where there is none. It
   * depends on its values and its number alone, on any thread.
   */
  readonly work: (
    values: WorkValues<S, Setting>,
    network: number,
    kernel: Kernel,
  ) => Outcome | Promise<Outcome>;
  /** The tables of the outcomes, which are in the order of the settings. */
  readonly tables: (
    found: readonly Found<Setting, Outcome>[],
    values: ValuesOf<S>,
    statistics: Statistics,
  ) => Tables;
  /** The columns of the summary in a terminal. */
  readonly columns: readonly string[];
}

/** The presentation of a study's result. */
export interface Presentation<Result> {
  /** Default: small multiples of the columns with intervals, along the first column that tells rows apart. */
  readonly figure?: (result: Result) => Figure;
  /** The result's part of the results page: tables and sentences in Markdown. Default: the summary's columns. */
  readonly report?: (result: Result) => string;
}

/** A study's figure and report. */
interface Presented<Result> {
  readonly figure: (result: Result) => Figure;
  readonly report: (result: Result) => string;
}

/** A study as a function, with its definition. */
export interface Study<Name extends string, S extends Schema, Tables extends StudyTables> {
  /**
   * Runs the study.
   *
   * @throws {@link InvalidArgumentError} when a parameter is not allowed, {@link StudyError} when a piece of work
   *   fails, {@link FileError} when the journal cannot be used; the signal's reason when it aborts
   */
  (
    given?: Partial<ValuesOf<S>>,
    options?: RunOptions,
  ): Promise<StudyResult<Name, ValuesOf<S>, Tables>>;
  readonly name: Name;
  readonly command: string;
  readonly section: string;
  readonly title: string;
  readonly parameters: S;
  readonly columns: readonly string[];
  /** @throws {@link InvalidArgumentError} when a parameter is not allowed */
  readonly read: (given?: Partial<ValuesOf<S>>) => ValuesOf<S>;
  /**
   * The beginning of the result of a run, and the number of its pieces of work.
   *
   * @throws {@link InvalidArgumentError} when a parameter is not allowed
   */
  readonly plan: (given?: Partial<ValuesOf<S>>) => {
    readonly header: Header<Name, ValuesOf<S>>;
    readonly pieces: number;
  };
  /**
   * Performs a part of the pieces of work, and keeps them in its journal alone; `mergeParts` joins the journals of all parts
   * to one from which a run goes on.
   *
   * @throws what a run throws
   */
  readonly part: (
    given: Partial<ValuesOf<S>> | undefined,
    shard: Shard,
    options: RunOptions & { readonly journal: string },
  ) => Promise<ShardDone>;
  /** One piece of work, called by a worker thread. */
  readonly perform: (task: Task, kernel: Kernel) => unknown;
  /**
   * The result of a run whose pieces of work have given these outcomes, in their order.
   *
   * @param outcomes - as many as {@link Study.plan} counts
   * @throws {@link InvalidArgumentError} when a parameter is not allowed, or the number of outcomes is another
   */
  readonly resultFrom: (
    given: Partial<ValuesOf<S>> | undefined,
    outcomes: readonly unknown[],
  ) => StudyResult<Name, ValuesOf<S>, Tables>;
}

/** A study with its figure and its report. */
export type PresentedStudy<
  Name extends string,
  S extends Schema,
  Tables extends StudyTables,
> = Study<Name, S, Tables> & Presented<StudyResult<Name, ValuesOf<S>, Tables>>;

/** Any study, for code that does not know its parameters. */
export type AnyStudy = Pick<
  Study<string, Schema, StudyTables>,
  'name' | 'command' | 'section' | 'title' | 'parameters' | 'columns'
> & { readonly perform: (task: Task, kernel: Kernel) => unknown };

/** The result of a study. */
export type ResultOf<T> = T extends (...given: never[]) => Promise<infer Result> ? Result : never;

/** Rows of any table, for code that does not know the study. */
export type Row = Readonly<Record<string, Cell>>;

/**
 * Makes a study from its definition.
 *
 * @throws {@link InvalidArgumentError} when a field of the definition is of another kind
 */
export function defineStudy<
  const Name extends string,
  S extends Schema,
  Tables extends StudyTables,
  Outcome,
  Setting extends object = object,
>(given: StudyDefinition<Name, S, Setting, Outcome, Tables>): Study<Name, S, Tables> {
  checkDefinition('defineStudy', given);
  const definition = { ...given };
  const { name, section = 'own', title, parameters, columns } = definition;
  const settingsOf = definition.settings ?? (() => [{} as Setting]);
  const read = (given?: Partial<ValuesOf<S>>): ValuesOf<S> => {
    const values = readParameters(name, parameters, given);
    definition.check?.(name, values);
    return values;
  };
  const planOf = (given: Partial<ValuesOf<S>> | undefined): Plan<Name, ValuesOf<S>, Setting> => {
    const values = read(given);
    const { networks } = values as unknown as CommonParameters;
    const settings = settingsOf(values);
    const pieces = settings.length * networks;
    checkMemory(name, `${pieces} pieces of work`, PIECE_BYTES * pieces);
    const tasks = settings.flatMap((setting) =>
      Array.from({ length: networks }, (_, network): Task => ({
        study: name,
        network,
        values: ofNetwork(parameters, { ...values, ...setting }, network),
      })),
    );
    const performed = {
      ...{ perform: study.perform, carried: carriedBy(study, values) },
      measured: definition.measured?.(values) ?? false,
    };
    return { header: headerOf(name, values, performed.carried), settings, tasks, performed };
  };
  const run = async (
    given?: Partial<ValuesOf<S>>,
    options: RunOptions = {},
  ): Promise<StudyResult<Name, ValuesOf<S>, Tables>> => {
    const plan = planOf(given);
    const { header, tasks, performed } = plan;
    const settled = readRunOptions(name, options);
    return tabulate(plan, (await runTasks(header, tasks, performed, settled)) as Outcome[]);
  };
  const tabulate = (
    { header, settings, performed }: Plan<Name, ValuesOf<S>, Setting>,
    outcomes: readonly Outcome[],
  ): StudyResult<Name, ValuesOf<S>, Tables> => {
    const { parameters: values } = header;
    const common = values as unknown as CommonParameters;
    const { networks } = common;
    const found = settings.map((setting, at) => ({
      setting,
      networks: outcomes.slice(at * networks, (at + 1) * networks),
    }));
    const tables = definition.tables(found, values, statisticsOf(common));
    if (performed.carried.own) checkTables(name, columns, tables);
    return { ...header, tables };
  };
  const part = async (
    given: Partial<ValuesOf<S>> | undefined,
    shard: Shard,
    options: RunOptions & { readonly journal: string },
  ): Promise<ShardDone> => {
    const { header, tasks, performed } = planOf(given);
    const checked = checkShard(name, shard, tasks.length);
    const settled = readRunOptions(name, options);
    await runTasks({ ...header, shard: checked }, tasks, performed, settled);
    return { pieces: piecesOf(checked, tasks.length).length, total: tasks.length };
  };
  Object.defineProperty(run, 'name', { value: name });
  const study = Object.assign(run as Study<Name, S, Tables>, {
    ...{ command: definition.command ?? kebab(name), section, title, parameters, columns, read },
    plan: (given?: Partial<ValuesOf<S>>) => {
      const { header, tasks } = planOf(given);
      return { header, pieces: tasks.length };
    },
    part,
    resultFrom: (given: Partial<ValuesOf<S>> | undefined, outcomes: readonly unknown[]) => {
      const plan = planOf(given);
      const pieces = plan.tasks.length;
      if (!Array.isArray(outcomes) || outcomes.length !== pieces) {
        const rule = `outcomes must be a list of ${pieces}, one for each piece of work`;
        throw new InvalidArgumentError(`${name}.resultFrom`, rule, show(outcomes));
      }
      return tabulate(plan, outcomes as readonly Outcome[]);
    },
    perform: ({ values, network }: Task, kernel: Kernel) =>
      definition.work(values as WorkValues<S, Setting>, network, kernel),
  });
  return mark('study', study, definition);
}

/**
 * The study with its figure and its report, which check the result that they are given.
 *
 * @param presentation - `figure` and `report`; a default stands for one that is left out
 * @throws {@link InvalidArgumentError} unless `study` is a study, and the presentation functions
 */
export function present<Name extends string, S extends Schema, Tables extends StudyTables>(
  study: Study<Name, S, Tables>,
  presentation: Presentation<StudyResult<Name, ValuesOf<S>, Tables>> = {},
): PresentedStudy<Name, S, Tables> {
  const where = 'present';
  checkMethods(where, 'study must be from defineStudy', study, ['read', 'perform']);
  checkObject(where, 'presentation', presentation);
  const { figure = defaultFigure(study), report = defaultReport(study) } = presentation;
  checkFunction(where, 'figure', figure);
  checkFunction(where, 'report', report);
  return Object.assign(study, {
    figure: (result: StudyResult<Name, ValuesOf<S>, Tables>) =>
      readResult(`${study.name}.figure`, study, result, figure),
    report: (result: StudyResult<Name, ValuesOf<S>, Tables>) =>
      readResult(`${study.name}.report`, study, result, report),
  });
}

/** The beginning of a result. */
export type Header<Name extends string, Parameters> = Omit<
  StudyResult<Name, Parameters, unknown>,
  'tables'
>;

/** The pieces of work of a run. */
interface Plan<Name extends string, Values, Setting> {
  readonly header: Header<Name, Values>;
  readonly settings: readonly Setting[];
  readonly tasks: readonly Task[];
  readonly performed: Performed;
}

function headerOf<Name extends string, Values>(
  study: Name,
  parameters: Values,
  { definitions }: Carried,
): Header<Name, Values> {
  return { study, parameters, versions: { ...versions(), ...(definitions && { definitions }) } };
}

/** The values, with only this network's entry of lists that have one for each network. */
function ofNetwork(schema: Schema, values: object, network: number): Task['values'] {
  const entries = Object.entries(values).map(([name, value]: [string, unknown]) =>
    name in schema && schema[name].perNetwork === true && Array.isArray(value)
      ? [name, value.map((one: unknown, at) => (at === network ? one : []))]
      : [name, value],
  );
  return Object.fromEntries(entries) as Task['values'];
}

/** The parameters of a study. */
export type ParametersOf<T> = T extends (...given: never[]) => Promise<{ parameters: infer P }>
  ? P
  : never;
