/** Commands without the secrets that they may carry, so that they can be kept. Pure. */

/** Options whose value is `NAME=VALUE`; without `=VALUE` docker takes the value from its own environment. */
const naming = new Set(['-e', '--env', '--build-arg']);
const secretName = /pass|pwd|secret|token|key|credential|auth|private|salt|signature/i;
/** A password in an address. */
const userInfo = /^(\w[\w+.-]*:\/\/[^\s/:@]*):[^\s/@]+@|(?<=[=\s,"'])(\w[\w+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/g;

/**
 * The words with what looks like a secret left out: of an environment variable or a build argument whose name sounds
 * like one, or whose value is an address with a password, the name stays, and docker then takes the value from where it
 * is run. Passwords in other addresses become stars.
 */
export function withoutSecrets(words: readonly string[]): string[] {
  return words.map((word, at) => {
    const joined = /^(--env|--build-arg)=(.*)$/s.exec(word);
    if (joined !== null) return `${joined[1]}=${nameOnly(joined[2] ?? '')}`;
    if (naming.has(words[at - 1] ?? '')) return nameOnly(word);
    return starred(word);
  });
}

/** Names whose values were left out: those of the environment that a command reads. */
export function variablesOf(words: readonly string[]): string[] {
  const names = words.flatMap((word, at) => {
    const value = naming.has(words[at - 1] ?? '') ? word : /^--(?:env|build-arg)=(.*)$/s.exec(word)?.[1];
    return value === undefined || !/^[A-Za-z_]\w*$/.test(value) ? [] : [value];
  });
  return [...new Set(names)];
}

function nameOnly(word: string): string {
  const at = word.indexOf('=');
  if (at < 0) return word;
  const [name, value] = [word.slice(0, at), word.slice(at + 1)];
  return secretName.test(name) || starred(value) !== value ? name : word;
}

function starred(word: string): string {
  return word.replaceAll(userInfo, (_whole, first?: string, later?: string) => `${first ?? later}:***@`);
}
