/** A tiny shell: prompt, line editing, quotes, `;`, `&&`, `||`, and the commands of the fake containers. */
import { splitWords } from '../fake-shell.ts';
import { commands, folderAt, programPath } from './commands.ts';
import { hasProgram, isShell, sleepMs, type Process, type Surroundings } from './process.ts';

/** Longest line that can be typed, in characters; what is typed beyond is dropped. */
const maxLine = 64 * 1024;

export class Shell implements Process {
  readonly #around: Surroundings;
  readonly #script: string | undefined;
  #cwd: string;
  #typed = '';
  #code = 0;
  #ended = false;
  #afterReturn = false;
  #inputEnded = false;
  /** A script has handed over to a shell that reads what is typed. */
  #interactive = false;
  /** What is left of the line, commands and what joins them in turn. */
  #parts: string[] = [];
  #joint = ';';
  /** Ends the sleep that runs. */
  #asleep: (() => void) | undefined;
  /** What was typed during a sleep. */
  #ahead = '';

  constructor(around: Surroundings, script: string | undefined) {
    this.#around = around;
    this.#script = script;
    this.#cwd = around.cwd;
  }

  /** Runs the script, or shows the first prompt. */
  begin(): void {
    if (this.#ended) return;
    if (this.#script !== undefined) this.#runLine(this.#script);
    else if (!this.#around.stdin && !this.#around.tty) this.#exit(0);
    else this.#prompt();
  }

  input(data: Buffer): void {
    for (const char of data.toString('utf8')) {
      if (this.#ended) return;
      if (this.#asleep !== undefined) {
        this.#whileAsleep(char);
        continue;
      }
      if (this.#around.tty) this.#key(char);
      else if (char === '\n') this.#enter();
      else if (this.#typed.length < maxLine) this.#typed += char;
    }
  }

  endInput(): void {
    this.#inputEnded = true;
    if (this.#ended || this.#asleep !== undefined || (this.#script !== undefined && !this.#interactive))
      return;
    if (this.#typed !== '') this.#enter();
    if (this.#asleep === undefined) this.#exit(this.#code);
  }

  stop(): void {
    this.#ended = true;
    this.#asleep?.();
  }

  /** Ctrl-C ends a sleep; all else waits for its end. */
  #whileAsleep(char: string): void {
    if (char !== '\u0003' || !this.#around.tty) {
      if (this.#ahead.length < maxLine) this.#ahead += char;
      return;
    }
    this.#asleep?.();
    this.#asleep = undefined;
    this.#parts = [];
    this.#code = 130;
    this.#around.out('^C\r\n');
    this.#finishLine();
  }

  #key(char: string): void {
    const pair = this.#afterReturn && char === '\n';
    this.#afterReturn = char === '\r';
    if (pair) return;
    if (char === '\r' || char === '\n') {
      this.#around.out('\r\n');
      this.#enter();
    } else if (char === '\u007F' || char === '\b') {
      if (this.#typed !== '') this.#around.out('\b \b');
      this.#typed = this.#typed.replace(/.$/su, '');
    } else if (char === '\u0003') {
      this.#typed = '';
      this.#around.out('^C\r\n');
      this.#prompt();
    } else if (char === '\u0004') {
      if (this.#typed === '') this.#exit(this.#code);
    } else if (char >= ' ' && this.#typed.length < maxLine) {
      this.#typed += char;
      this.#around.out(char);
    }
  }

  #enter(): void {
    const line = this.#typed;
    this.#typed = '';
    this.#runLine(line);
  }

  #prompt(): void {
    if (this.#around.tty && !this.#ended) {
      this.#around.out(`${this.#cwd} ${this.#around.user === 'root' ? '#' : '$'} `);
    }
  }

  #exit(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#around.exit(code);
  }

  #runLine(line: string): void {
    this.#parts = line.split(/(&&|\|\||;|\n)/);
    this.#joint = ';';
    this.#goOn();
  }

  /** Runs what is left of the line, up to a sleep. */
  #goOn(): void {
    for (let part = this.#parts.shift(); part !== undefined; part = this.#parts.shift()) {
      if (/^(?:&&|\|\||;|\n)$/.test(part)) {
        this.#joint = part;
        continue;
      }
      if ((this.#joint === '&&' && this.#code !== 0) || (this.#joint === '||' && this.#code === 0)) continue;
      const words = splitWords(part.trim().replace(/(?:^|\s)(?:\d?>\s*\/dev\/null|\d?>&\d)(?=\s|$)/g, ''));
      if (words.length === 0) continue;
      if (words[0] === 'sleep' && hasProgram('sleep', this.#around.userland)) {
        this.#asleep = this.#around.timers.after(sleepMs(words[1] ?? ''), () => this.#wake());
        return;
      }
      this.#run(words);
      if (this.#ended) return;
      if (this.#interactive) break;
    }
    this.#finishLine();
  }

  #wake(): void {
    this.#asleep = undefined;
    this.#code = 0;
    this.#goOn();
  }

  #finishLine(): void {
    if ((this.#script !== undefined && !this.#interactive) || this.#inputEnded) this.#exit(this.#code);
    else this.#prompt();
    const ahead = this.#ahead;
    this.#ahead = '';
    if (ahead !== '') this.input(Buffer.from(ahead));
  }

  #run(words: readonly string[]): void {
    const [name = '', ...args] = words;
    const { userland, tty, stdin, user } = this.#around;
    if (name === 'exec' && args.length > 0) {
      const [program = ''] = args;
      if (isShell(program.slice(program.lastIndexOf('/') + 1)) && hasProgram(program, userland)) {
        if (!args.includes('-c') && (stdin || tty)) {
          // From here on it reads what is typed, under the other shell's name.
          this.#interactive = true;
          return;
        }
      }
      this.#run(args);
      this.#exit(this.#code);
    } else if (name === 'exit') {
      this.#exit(Number.parseInt(args[0] ?? String(this.#code), 10) & 0xff);
    } else if (name === 'cd') {
      const next = folderAt(this.#cwd, args[0] ?? '/root', this.#around.cwd);
      if (next === undefined)
        this.#around.err(`sh: cd: can't cd to ${args[0] ?? ''}: No such file or directory\n`);
      this.#cwd = next ?? this.#cwd;
      this.#code = next === undefined ? 2 : 0;
    } else if (name === 'command' && args[0] === '-v') {
      const path = programPath(args[1] ?? '', userland);
      if (path !== undefined) this.#around.out(`${path}\n`);
      this.#code = path === undefined ? 127 : 0;
    } else if (isShell(name) && args[0] === '-c' && hasProgram(name, userland)) {
      this.#parts.unshift(...(args[1] ?? '').split(/(&&|\|\||;|\n)/), ';');
    } else this.#command(name, args, user);
  }

  #command(path: string, args: readonly string[], user: string): void {
    const { userland, hostname, env, now } = this.#around;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const command = hasProgram(path, userland) ? commands.get(name) : undefined;
    if (command === undefined) {
      // A shell in the shell, and sleep: nothing would be seen of them.
      this.#code = hasProgram(path, userland) ? 0 : 127;
      if (this.#code === 127) this.#around.err(`sh: ${path}: not found\n`);
      return;
    }
    this.#code = command({
      ...{ name, userland, hostname, env, now, user },
      args: args.map((arg) => this.#expand(arg)),
      cwd: this.#cwd,
      out: this.#around.out,
      err: this.#around.err,
    });
  }

  #expand(word: string): string {
    return word.replace(/\$(\?|[A-Za-z_]\w*)/g, (_, name: string) => {
      if (name === '?') return String(this.#code);
      const entry = this.#around.env.find((item) => item.startsWith(`${name}=`));
      return entry?.slice(name.length + 1) ?? '';
    });
  }
}
