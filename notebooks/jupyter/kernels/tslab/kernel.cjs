/*
 * Starts tslab as the notebooks' kernel, with three things put right:
 *
 * - Its publisher loses what a cell prints after the 512th message of a tick, and often the message that the
 *   cell has ended: it is given a queue without bounds that never waits.
 * - It publishes every line by itself, and Jupyter's server drops more than 1000 a second: lines go together.
 * - It prints an error with the whole way through the library and the kernel: an error says its sentence first,
 *   and of the stack what lies in the notebook.
 */
'use strict';
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { types } = require('node:util');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`notebooks: Node must be version 20.19 or newer, got ${process.versions.node}`);
  process.exit(2);
}

/** The folder that tslab and the library are found from: the notebook's, otherwise that of these notebooks. */
function home() {
  const folders = [process.cwd(), join(__dirname, '..', '..', '..')];
  for (const folder of folders) {
    try {
      return createRequire(join(folder, 'notebook.js')).resolve('tslab/dist/main.js');
    } catch {
      // The next one.
    }
  }
  console.error(`notebooks: tslab must be installed in ${folders[1]}; npm run lab does it`);
  process.exit(2);
}

const main = home();
const requireHere = createRequire(main);
const { Publisher } = requireHere('zeromq');
const { bind } = Publisher.prototype;
// A plain assignment to the prototype is silently ignored.
Object.defineProperty(Publisher.prototype, 'bind', {
  configurable: true,
  value: function (...address) {
    this.sendTimeout = 0;
    this.sendHighWaterMark = 0;
    return bind.apply(this, address);
  },
});

/** Text is published at least this often, also from a loop that leaves the kernel no time. */
const PRINT_INTERVAL_MS = 100;

/** Publishes what is printed, many lines at once and in order. */
function gather(publish) {
  let [name, text, published, planned] = ['stdout', '', 0, undefined];
  const flush = () => {
    clearImmediate(planned);
    planned = undefined;
    published = Date.now();
    if (text !== '') publish(name, text);
    text = '';
  };
  const write = (to, part) => {
    if (to !== name) flush();
    name = to;
    text += part;
    if (Date.now() - published > PRINT_INTERVAL_MS) flush();
    else planned ??= setImmediate(flush);
  };
  return { flush, write };
}

const { JupyterHandlerImpl } = requireHere('./jupyter.js');
const { handleExecuteImpl } = JupyterHandlerImpl.prototype;
JupyterHandlerImpl.prototype.handleExecuteImpl = async function (request, publish, display) {
  const printed = gather(publish);
  const displayAfter = (...shown) => {
    printed.flush();
    display(...shown);
  };
  try {
    return await handleExecuteImpl.call(this, request, printed.write, displayAfter);
  } finally {
    printed.flush();
  }
};

/** An error for the reader of a notebook: the sentence, then the lines of the notebook that led to it. */
function readable(error) {
  // Node puts the line of source that threw before everything else.
  const whole = String(error.stack ?? error);
  const text = whole.slice(Math.max(0, whole.indexOf(String(error))));
  const at = text.search(/^\s+at /m);
  const [sentence, stack] = at < 0 ? [text, ''] : [text.slice(0, at).trimEnd(), text.slice(at)];
  const frames = stack.split('\n').filter((frame) => /\bevalmachine\b|\[eval/.test(frame));
  const cause = types.isNativeError(error.cause) ? [`caused by ${readable(error.cause)}`] : [];
  return [sentence, ...frames, ...cause].join('\n');
}

const { error: print } = console;
console.error = (...values) => {
  // Of an interrupt in its synchronous part a cell's listeners would not learn.
  if (values[0]?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') {
    setImmediate(() => process.emit('SIGINT'));
  }
  print.apply(
    console,
    values.map((value) => (types.isNativeError(value) ? readable(value) : value)),
  );
};

requireHere('./main.js').main();
