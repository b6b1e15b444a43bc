/** Platforms as `docker` writes them (`linux/arm64/v8`), and which of them are the same. Pure. */

/** What containerd takes for granted where nothing is said (github.com/containerd/platforms, `database.go`). */
const usualVariants: Readonly<Record<string, string>> = { arm64: 'v8', arm: 'v7', amd64: 'v1' };

/** Whether two names mean the same platform: a variant that goes without saying may be said. */
export function samePlatform(a: string, b: string): boolean {
  return whole(a) === whole(b);
}

function whole(name: string): string {
  const [os = '', architecture = '', variant] = name.toLowerCase().split('/');
  return [os, architecture, variant ?? usualVariants[architecture] ?? ''].join('/');
}
