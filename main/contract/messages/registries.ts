/** What can go wrong with registries, in both languages. `registry.unreachable` is the engine's own word for it. */
export const registries = {
  en: {
    'registry.signInRefused': {
      what: '{host} does not take this user name and password. It says: {message}',
      hint: 'Check both. Where two-factor sign-in is on, use an access token in place of the password.',
    },
    'registry.denied': {
      what: 'The registry does not allow this. The engine says: {message}',
      hint: 'Sign in to it on the page Registries, as somebody who may.',
    },
    'registry.signInNeeded': {
      what: '{host} wants to know who you are.',
      hint: 'Sign in to it, then try again.',
    },
    'registry.forbidden': {
      what: '{host} knows you, but does not allow this.',
      hint: 'Ask its owner for access, or sign in as somebody else.',
    },
    'registry.notFound': {
      what: '{name} is not in {host}.',
      hint: 'It may have been removed meanwhile, or you may not be allowed to see it.',
    },
    'registry.certificate': {
      what: "{host} can't prove that it is what it says: {reason}.",
      hint: 'Have its certificate trusted by this computer, or list it as an insecure registry if you trust the network.',
    },
    'registry.timeout': {
      what: '{host} does not answer within {seconds} seconds.',
      hint: 'Check the network and whether it runs, then try again.',
    },
    'registry.noConnection': {
      what: '{host} is not reached: {reason}.',
      hint: 'Check its name, its port and the network.',
    },
    'registry.notRegistry': {
      what: 'What answers at {host} is no registry: {reason}.',
      hint: 'Check its name and its port.',
    },
    'registry.noList': {
      what: '{host} does not list its repositories.',
      hint: 'Many large registries do not. Its images can be pulled by name.',
    },
    'registry.noDelete': {
      what: '{host} does not allow to delete.',
      hint: 'A registry of your own allows it with REGISTRY_STORAGE_DELETE_ENABLED=true.',
    },
    'registry.refused': {
      what: '{host} refuses ({status}). It says: {message}',
      hint: 'Try again later; if it stays so, ask its owner.',
    },
    'registry.badTarget': {
      what: '{name} is no name that an image can be pushed to.',
      hint: 'It goes HOST:PORT/NAME:TAG, in lower case; on Docker Hub USER/NAME:TAG.',
    },
    'registry.keptByDocker': {
      what: 'The sign-in to {host} was made with docker login.',
      hint: 'End it with docker logout in a terminal: Moorage does not change what docker keeps.',
    },
  },
  'zh-CN': {
    'registry.signInRefused': {
      what: '{host} 不接受此用户名和密码。它说：{message}',
      hint: '请检查两者。若启用了两步验证，请用访问令牌代替密码。',
    },
    'registry.denied': {
      what: '镜像仓库不允许此操作。引擎说：{message}',
      hint: '请在“镜像仓库”页面用有权限的账号登录。',
    },
    'registry.signInNeeded': { what: '{host} 要求登录。', hint: '请先登录，然后重试。' },
    'registry.forbidden': {
      what: '{host} 认得您，但不允许此操作。',
      hint: '请向其所有者申请权限，或用其他账号登录。',
    },
    'registry.notFound': { what: '{host} 中没有 {name}。', hint: '它可能已被删除，或您无权查看。' },
    'registry.certificate': {
      what: '{host} 无法证明自己的身份：{reason}。',
      hint: '请让这台电脑信任其证书；若您信任该网络，也可把它列为不安全的仓库。',
    },
    'registry.timeout': {
      what: '{host} 在 {seconds} 秒内没有应答。',
      hint: '请检查网络以及它是否在运行，然后重试。',
    },
    'registry.noConnection': { what: '无法连接 {host}：{reason}。', hint: '请检查其名称、端口和网络。' },
    'registry.notRegistry': { what: '{host} 上应答的不是镜像仓库：{reason}。', hint: '请检查其名称和端口。' },
    'registry.noList': {
      what: '{host} 不列出其中的镜像。',
      hint: '许多大型仓库都是如此。仍可按名称拉取其中的镜像。',
    },
    'registry.noDelete': {
      what: '{host} 不允许删除。',
      hint: '自己的仓库可用 REGISTRY_STORAGE_DELETE_ENABLED=true 允许删除。',
    },
    'registry.refused': {
      what: '{host} 拒绝了请求（{status}）。它说：{message}',
      hint: '请稍后再试；若仍如此，请联系其所有者。',
    },
    'registry.badTarget': {
      what: '{name} 不是可以推送的镜像名称。',
      hint: '格式为 HOST:PORT/NAME:TAG，用小写字母；Docker Hub 上为 USER/NAME:TAG。',
    },
    'registry.keptByDocker': {
      what: '对 {host} 的登录是用 docker login 完成的。',
      hint: '请在终端用 docker logout 退出：Moorage 不改动 docker 保存的内容。',
    },
  },
} as const;
