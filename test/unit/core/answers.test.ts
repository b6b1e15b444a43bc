import { describe, expect, it } from 'vitest';
import { refusalCode } from '../../../main/core/engine/answers.ts';

/** As moby, containerd, runc and distribution write them. */
const messages: Readonly<Record<string, readonly string[]>> = {
  'container.nameTaken': [
    'Conflict. The container name "/web" is already in use by container "0123456789ab". You have to remove (or rename) that container to be able to reuse that name.',
  ],
  'container.gone': ['No such container: web', 'no such container: 0123456789ab'],
  'container.noProgram': [
    'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nope": executable file not found in $PATH: unknown',
    'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/nope": stat /nope: no such file or directory: unknown',
  ],
  'engine.portTaken': [
    'driver failed programming external connectivity on endpoint web (0123): Bind for 0.0.0.0:8080 failed: port is already allocated',
    'driver failed programming external connectivity on endpoint web (0123): failed to bind port 0.0.0.0:80/tcp: Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use',
  ],
  'image.inUse': [
    'conflict: unable to remove repository reference "nginx" (must force) - container 0123456789ab is using its referenced image abcdef012345',
    'conflict: unable to delete abcdef012345 (cannot be forced) - image is being used by running container 0123456789ab',
    'conflict: unable to delete abcdef012345 (must be forced) - image is referenced in multiple repositories',
    'conflict: unable to delete abcdef012345 (cannot be forced) - image has dependent child images',
    'conflict: unable to delete nginx:latest (must be forced) - container 0123456789ab is using its referenced image abcdef012345',
  ],
  'volume.inUse': ['remove data: volume is in use - [0123456789ab]'],
  'network.inUse': [
    'error while removing network: network shop id 0123456789ab has active endpoints',
    'error while removing network: network shop has active endpoints (name:"web" id:"012345")',
  ],
  'image.notFound': [
    "pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'manifest for nginx:nope not found: manifest unknown: manifest unknown',
    'No such image: nope:latest',
    'failed to resolve reference "docker.io/library/nginx:nope": docker.io/library/nginx:nope: not found',
    'repository localhost:5000/nope not found: name unknown: repository name not known to registry',
  ],
  'registry.denied': [
    'denied: requested access to the resource is denied',
    'Head "http://127.0.0.1:5000/v2/team/tool/manifests/v1": no basic auth credentials',
    'unauthorized: authentication required',
  ],
  'registry.unreachable': [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.2.3:53: no such host',
    'Get "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
    'Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
    'Get "https://r.example/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'Get "https://10.0.2.2:5000/v2/": http: server gave HTTP response to HTTPS client',
    'toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
    'Get "https://registry-1.docker.io/v2/": dial tcp 1.2.3.4:443: i/o timeout',
    'Get "https://registry-1.docker.io/v2/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  'network.nameTaken': ['network with name shop already exists'],
  'network.gone': ['network nope not found'],
  'engine.refused': [
    'invalid reference format',
    'unexpected EOF',
    'get nope: no such volume',
    'cannot remove container "/web": container is running: stop the container before removing or force remove',
    '',
  ],
};

describe('what the engine says', () => {
  for (const [code, texts] of Object.entries(messages)) {
    it.each(texts)(`is ${code}: %s`, (text) => {
      expect(refusalCode(text)).toBe(code);
    });
  }

  it('is looked at in no time, however long', () => {
    const begun = performance.now();
    for (const part of ['manifest for ', 'name ', 'exec: ', 'repository ', 'image is '])
      refusalCode(part.repeat(160));
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
