/** What can go wrong with what has to be there before a start, in both languages. */
export const setup = {
  en: {
    'setup.network': {
      what: "{url} can't be fetched: {reason}.",
      hint: 'Check the network, then run the same command again; what was fetched is kept.',
    },
    'setup.signature': {
      what: "The package index {url} isn't signed by Debian: {reason}.",
      hint: 'Something between here and the mirror may have changed it. Try another network or mirror; nothing was installed.',
    },
    'setup.rollback': {
      what: 'The package index {url} is older ({date}) than the one seen before ({seen}).',
      hint: 'The mirror is out of date or replays an old index. Try later or set MOORAGE_DEBIAN_MIRROR to another one.',
    },
    'setup.hash': {
      what: "{name} was fetched but isn't what the signed index promises ({expected}, got {actual}).",
      hint: 'The file was discarded. Run the same command again; if it comes back, try another network or mirror.',
    },
    'setup.diskFull': {
      what: 'There is not enough space in {path}.',
      hint: 'Free some space or set MOORAGE_CACHE to a folder on a larger disk, then run the same command again.',
    },
    'setup.notWritable': {
      what: "The cache {path} can't be written to: {reason}.",
      hint: 'Make the folder writable, or set MOORAGE_CACHE to one that is.',
    },
    'setup.packageMissing': {
      what: 'The Debian archive has no package {name} for {architecture}.',
      hint: 'Try later or set MOORAGE_DEBIAN_MIRROR to another mirror.',
    },
    'setup.archive': {
      what: "{name} can't be unpacked: {reason}.",
      hint: 'Delete it from the cache and run the same command again.',
    },
    'setup.tool': {
      what: '{tool} failed: {reason}.',
      hint: 'Run the same command again; if it comes back, report it with this text.',
    },
    'setup.unsupported': {
      what: 'The VM image can only be built on Linux, and this is {platform}.',
      hint: 'Build it on Linux with `npm run moorage -- image build`, copy the folder to {path}, and start again.',
    },
    'qemu.missing': {
      what: 'QEMU was not found.',
      hint: '{how}',
    },
    'qemu.failed': {
      what: "QEMU didn't start: {reason}.",
      hint: 'See `moorage logs vm` for what it said.',
    },
    'qemu.command': {
      what: 'QEMU refused the command {command}: {reason}.',
      hint: 'Stop the VM and start it again.',
    },
    'image.inUse': {
      what: 'The image is in use. The engine says: {message}',
      hint: 'Remove the containers that are made of it first, or force it.',
    },
    'image.notFound': {
      what: "There is no such image, or it isn't public. The engine says: {message}",
      hint: 'Check the name and the tag; for a private registry, sign in first.',
    },
  },
  'zh-CN': {
    'setup.network': {
      what: '无法获取 {url}：{reason}。',
      hint: '请检查网络，然后再次运行同一命令；已下载的内容会保留。',
    },
    'setup.signature': {
      what: '软件包索引 {url} 没有 Debian 的签名：{reason}。',
      hint: '它可能在传输途中被改动。请换一个网络或镜像；没有安装任何东西。',
    },
    'setup.rollback': {
      what: '软件包索引 {url}（{date}）比以前见过的（{seen}）更旧。',
      hint: '镜像已过期或在重放旧索引。请稍后再试，或用 MOORAGE_DEBIAN_MIRROR 换一个镜像。',
    },
    'setup.hash': {
      what: '{name} 已下载，但与签名索引所载不符（应为 {expected}，实为 {actual}）。',
      hint: '该文件已丢弃。请再次运行同一命令；若再次出现，请换一个网络或镜像。',
    },
    'setup.diskFull': {
      what: '{path} 的空间不足。',
      hint: '请腾出空间，或把 MOORAGE_CACHE 设到更大的磁盘上，然后再次运行同一命令。',
    },
    'setup.notWritable': {
      what: '无法写入缓存 {path}：{reason}。',
      hint: '请让该文件夹可写，或把 MOORAGE_CACHE 设为一个可写的文件夹。',
    },
    'setup.packageMissing': {
      what: 'Debian 仓库中没有适用于 {architecture} 的软件包 {name}。',
      hint: '请稍后再试，或用 MOORAGE_DEBIAN_MIRROR 换一个镜像。',
    },
    'setup.archive': {
      what: '无法解开 {name}：{reason}。',
      hint: '请从缓存中删除它，然后再次运行同一命令。',
    },
    'setup.tool': {
      what: '{tool} 失败：{reason}。',
      hint: '请再次运行同一命令；若再次出现，请附上这段文字报告问题。',
    },
    'setup.unsupported': {
      what: '虚拟机镜像只能在 Linux 上构建，而这里是 {platform}。',
      hint: '请在 Linux 上运行 `npm run moorage -- image build`，把得到的文件夹复制到 {path}，再次启动。',
    },
    'qemu.missing': { what: '没有找到 QEMU。', hint: '{how}' },
    'qemu.failed': { what: 'QEMU 未能启动：{reason}。', hint: '用 `moorage logs vm` 查看它的输出。' },
    'qemu.command': { what: 'QEMU 拒绝了命令 {command}：{reason}。', hint: '请停止虚拟机后再启动。' },
    'image.inUse': {
      what: '镜像正在使用。引擎说：{message}',
      hint: '请先删除用它创建的容器，或强制删除。',
    },
    'image.notFound': {
      what: '没有这个镜像，或它不公开。引擎说：{message}',
      hint: '请检查名称和标签；私有仓库请先登录。',
    },
  },
} as const;
