/*
 * A client of the notebooks' kernel, over the sockets that JupyterLab uses.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { freePort, NOTEBOOKS } from './notebooks.js';

interface Socket extends AsyncIterable<Buffer[]> {
  connect(address: string): void;
  send(parts: (string | Buffer)[]): Promise<void>;
  subscribe(): void;
  close(): void;
  linger: number;
}

interface Message {
  readonly type: string;
  readonly parent: string | undefined;
  readonly content: Record<string, unknown>;
}

/** The results of one request: the reply and the messages published before it. */
export interface Answer {
  readonly reply: Record<string, unknown>;
  readonly published: readonly Message[];
  readonly stdout: string;
  readonly stderr: string;
}

const KEY = 'a key of these tests';
const DELIMITER = '<IDS|MSG>';

export class KernelClient {
  readonly #waiting = new Map<
    string,
    { published: Message[]; reply?: Message; idle: boolean; done: (answer: Answer) => void }
  >();

  private constructor(
    readonly process: ChildProcess,
    private readonly shell: Socket,
    private readonly iopub: Socket,
  ) {
    void this.#listen(shell);
    void this.#listen(iopub);
  }

  /** Starts a kernel in `folder` and waits until it answers. */
  static async start(folder: string): Promise<KernelClient> {
    const names = ['shell', 'iopub', 'stdin', 'control', 'hb'];
    const ports = await Promise.all(names.map(() => freePort()));
    const file = join(folder, 'connection.json');
    const connection = Object.fromEntries(names.map((name, at) => [`${name}_port`, ports[at]]));
    writeFileSync(
      file,
      JSON.stringify({
        ...connection,
        ip: '127.0.0.1',
        transport: 'tcp',
        key: KEY,
        signature_scheme: 'hmac-sha256',
      }),
    );
    const launcher = join(NOTEBOOKS, 'jupyter', 'kernels', 'tslab', 'kernel.cjs');
    const child = spawn(process.execPath, [launcher, 'kernel', '--config-path', file], {
      cwd: folder,
      stdio: 'ignore',
    });
    const { Dealer, Subscriber } = createRequire(join(NOTEBOOKS, 'package.json'))(
      'zeromq',
    ) as Record<string, new (options: object) => Socket>;
    const [shell, iopub] = [
      new Dealer({ linger: 0 }),
      new Subscriber({ linger: 0, receiveHighWaterMark: 0 }),
    ];
    shell.connect(`tcp://127.0.0.1:${ports[0]}`);
    iopub.connect(`tcp://127.0.0.1:${ports[1]}`);
    iopub.subscribe();
    const client = new KernelClient(child, shell, iopub);
    // Messages before the subscription are lost, so the request repeats until an answer is complete.
    for (;;) {
      const answer = client.request('kernel_info_request', {});
      const late = new Promise<undefined>((resolve) => setTimeout(resolve, 500, undefined));
      if ((await Promise.race([answer, late])) !== undefined) return client;
    }
  }

  /** Sends a request; resolves when the kernel has answered it and is idle again. */
  request(type: string, content: object): Promise<Answer> {
    const id = randomUUID();
    const header = {
      msg_id: id,
      session: 'tests',
      username: 'tests',
      date: new Date().toISOString(),
      msg_type: type,
      version: '5.3',
    };
    const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
    const signature = createHmac('sha256', KEY).update(parts.join('')).digest('hex');
    return new Promise((done) => {
      this.#waiting.set(id, { published: [], idle: false, done });
      void this.shell.send([DELIMITER, signature, ...parts]);
    });
  }

  execute(code: string): Promise<Answer> {
    return this.request('execute_request', { code, silent: false, store_history: true });
  }

  /** The completions at the end of `code` (Tab). */
  async complete(code: string): Promise<string[]> {
    const { reply } = await this.request('complete_request', { code, cursor_pos: code.length });
    return reply.matches as string[];
  }

  /** The inspection at the end of `code` (Shift-Tab). */
  async inspect(code: string): Promise<string> {
    const { reply } = await this.request('inspect_request', {
      code,
      cursor_pos: code.length,
      detail_level: 0,
    });
    return (reply.data as Record<string, string>)['text/plain'] ?? '';
  }

  async stop(): Promise<void> {
    this.shell.close();
    this.iopub.close();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  async #listen(socket: Socket): Promise<void> {
    for await (const frames of socket) {
      const at = frames.findIndex((frame) => frame.toString() === DELIMITER);
      const [header, parent, , content] = frames
        .slice(at + 2)
        .map((frame) => JSON.parse(frame.toString()) as Record<string, unknown>);
      this.#take({
        type: String(header.msg_type),
        parent: parent.msg_id as string | undefined,
        content,
      });
    }
  }

  #take(message: Message): void {
    const request = this.#waiting.get(message.parent ?? '');
    if (!request) return;
    const { type, content } = message;
    if (type.endsWith('_reply')) request.reply = message;
    else request.published.push(message);
    if (type === 'status' && content.execution_state === 'idle') request.idle = true;
    if (!request.reply || !request.idle) return;
    this.#waiting.delete(message.parent ?? '');
    const streamed = (name: string): string =>
      request.published
        .filter((one) => one.type === 'stream' && one.content.name === name)
        .map((one) => String(one.content.text))
        .join('');
    request.done({
      reply: request.reply.content,
      published: request.published,
      stdout: streamed('stdout'),
      stderr: streamed('stderr'),
    });
  }
}
