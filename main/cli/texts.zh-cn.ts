/** Simplified Chinese texts of the command line; the same keys and placeholders as `texts.en.ts`. */
import type { TextKey } from './texts.ts';

export const simplifiedChinese: Record<TextKey, string> = {
  'help.all': `用法：moorage 命令 [选项 …]

命令：
  start     在后台启动虚拟机；引擎应答后返回
  stop      停止虚拟机
  restart   停止虚拟机并重新启动
  delete    删除虚拟机及所有镜像、容器和卷
  status    显示虚拟机和引擎的状态
  window    打印窗口的新地址，供浏览器打开
  env       打印用来设置 DOCKER_HOST 的语句
  engine    启动、停止或重启运行中虚拟机里的引擎
  ssh       在虚拟机中打开 shell 或运行命令
  port      列出、添加、移动和删除端口转发
  share     列出、添加和移除虚拟机中的共享文件夹
  logs      打印应用、虚拟机或引擎的日志
  config    读取和更改设置
  image     构建虚拟机镜像，或显示其状态
  run       启动虚拟机并一直照看它，直到按下 Ctrl-C

“moorage 命令 --help”会说明某个命令的更多内容。`,
  'help.start': `用法：moorage start [--cpus N] [--memory 大小] [--driver qemu|fake]

在后台启动虚拟机，引擎应答后返回。若虚拟机已在运行，则什么也不做。

选项：
  --cpus N        虚拟机的 CPU 数量，仅用于这次启动
  --memory 大小   虚拟机的内存，例如 2G 或 512M，仅用于这次启动
  --driver 名称   用什么运行虚拟机：qemu，或 fake（没有虚拟机，供试用）`,
  'help.stop': `用法：moorage stop

停止虚拟机。设有重启策略的容器会在下次启动时恢复。`,
  'help.restart': `用法：moorage restart [--cpus N] [--memory 大小] [--driver qemu|fake]

停止虚拟机并重新启动，选项与“moorage start”相同。`,
  'help.engine': `用法：moorage engine start|stop|restart
      moorage engine config get [--json]
      moorage engine config check|set FILE
      moorage engine config reset

在虚拟机运行时启动、停止或重启 Docker 引擎。正在运行的容器会继续运行。

config 是引擎 daemon.json 中由您决定的部分，Moorage 会把它与自己的部分合并：
  get             打印它；加上 --json 时还打印引擎实际使用的配置
  check FILE      指出 FILE 中的问题，不做任何更改；- 表示标准输入
  set FILE        用 FILE 重启引擎；如果引擎无法启动，会恢复为之前的配置
  reset           去掉您的部分并重启引擎`,
  'engine.config.good': '没有发现问题。',
  'engine.config.set': '引擎已使用此配置运行。',
  'engine.started': '引擎已应答。',
  'engine.stopped': '引擎已停止。正在运行的容器会继续运行。',
  'help.delete': `用法：moorage delete [--yes]

停止虚拟机，并将其与所有镜像、容器和卷一起删除。设置会保留。

选项：
  --yes   不询问`,
  'help.status': `用法：moorage status [--json]

显示虚拟机和引擎的状态。`,
  'help.window': `用法：moorage window [--open] [--json]

打印一个地址，浏览器可用它打开窗口。它在五分钟内有效，只供一个浏览器使用一次。

选项：
  --open   同时在系统的浏览器中打开`,
  'help.env': `用法：moorage env [--shell bash|zsh|fish|powershell|cmd] [--json]

打印设置 DOCKER_HOST 的语句；若未指定 shell，则为调用它的那一个。`,
  'help.ssh': `用法：moorage ssh [-- 命令 [参数 …]]

在虚拟机中打开 shell，或运行命令并传回其退出码。`,
  'help.port': `用法：moorage port ls [--json]
      moorage port add [HOST:]PORT:PORT[/udp] … [--container 名称] [--json]
      moorage port move ID [--to 端口] [--lan on|off]
      moorage port rm ID
      moorage port restore ID

列出这台电脑上通向虚拟机的端口，并转发更多端口：正在运行的容器的端口（无论是否已发布），或虚拟机内程序的端口。
两个 PORT 可以是长度相同的范围。转发会被记住，并随容器一起恢复。ID 是“ls”显示的名称，或只是端口：
8080、8080/udp、127.0.0.1:8080。

“rm”关闭容器发布的端口而不改动容器；“restore”撤销关闭或移动。

选项：
  --container 名称   容器；不带则为虚拟机自身的程序
  --to 端口          这台电脑上的另一个端口
  --lan on|off       是否也允许其他电脑访问`,
  'help.share': `用法：moorage share ls [--json]
      moorage share add 路径 [--read-only] [--provider virtiofs|ssh|sync] [--ignore 模式] …
      moorage share rm 路径|ID
      moorage share pause 路径|ID
      moorage share resume 路径|ID

列出这台电脑上以相同路径存在于虚拟机中的文件夹，并共享更多文件夹；容器可以挂载其中的内容。
主文件夹默认共享，除非关闭设置“shares.home”。“rm”不会删除这台电脑上的任何内容。
ID 是“ls --json”显示的名称。

选项：
  --read-only       虚拟机及其容器不能更改其中的任何内容
  --provider 名称   共享的方式；不指定则采用可行的最佳方式：
                      virtiofs   最快；可能要到虚拟机下次启动后才生效
                      ssh        到处可用，立即生效
                      sync       在虚拟机磁盘上保持同步的副本；可以暂停
  --ignore 模式     同步的文件夹不包含的内容，写法与 .gitignore 相同；可以多次给出`,
  'help.logs': `用法：moorage logs [app|vm|engine] [-f] [-n 行数] [--json]

打印日志的最后几行；若未指定，则为应用的日志。

选项：
  -f, --follow     继续打印之后的日志，直到按下 Ctrl-C
  -n, --lines N    行数，默认 100`,
  'help.config': `用法：moorage config get [键] [--json]
      moorage config set 键 值
      moorage config edit

读取和更改设置。“edit”用 VISUAL 或 EDITOR 所指的编辑器打开它们。`,
  'help.image': `用法：moorage image status [--json] [--arch x86_64|aarch64]
      moorage image build [--tools] [--arch x86_64|aarch64]

显示正在使用的虚拟机镜像，或用 Debian 的软件包重新构建。

选项：
  --tools       同时构建带有 Docker 客户端程序的磁盘
  --arch 名称   用于与这台电脑不同的处理器`,
  'help.run': `用法：npm start [-- [--cpus N] [--memory 大小] [--driver qemu|fake] [--no-browser]]

启动虚拟机并照看它。按 Ctrl-C 停止；再按一次则立即结束。

选项：
  --no-browser   不在系统的浏览器中打开窗口（与 MOORAGE_NO_BROWSER=1 相同）`,

  'usage.noCommand': '没有给出命令。',
  'usage.unknownCommand': '没有名为 {name} 的命令。',
  'usage.unknownOption': '没有选项 {option}。',
  'usage.needsValue': '{option} 需要一个值。',
  'usage.noValue': '{option} 不接受值。',
  'usage.unexpected': '多了一个词：{value}。',
  'usage.missing': '缺少 {what}。',
  'usage.choice': '{value} 不是 {choices} 之一。',

  'step.image': '检查虚拟机镜像',
  'step.disk': '准备数据盘',
  'step.keys': '为虚拟机生成密钥',
  'step.hypervisor': '启动虚拟机程序',
  'step.boot': '引导虚拟机',
  'step.engine': '等待 Docker 引擎',
  'step.ports': '打开端口',
  'step.shares': '共享文件夹',

  'setup.fetchQemu': '下载 QEMU',
  'setup.unpackQemu': '解开 QEMU',
  'setup.fetchTools': '下载构建虚拟机镜像的工具',
  'setup.unpackTools': '解开构建虚拟机镜像的工具',
  'setup.fetchPackages': '下载虚拟机镜像的软件包',
  'setup.unpackPackages': '解开虚拟机镜像的软件包',
  'setup.fetch': '下载 {name}',
  'setup.buildImage': '构建虚拟机镜像',
  'setup.waiting': '另一个 Moorage（进程 {pid}）正在准备同样的文件；等待中。',
  'setup.rebuild': '{problem}现在重新生成。',
  'setup.qemuFromPath': '无法取得自带的 QEMU（{problem}）；改用 {path}。',

  'start.core': '启动 Moorage',
  'start.done': 'Docker 引擎 {version} 在 {dockerHost} 应答。',
  'start.already': '虚拟机已在运行。Docker 引擎 {version} 在 {dockerHost} 应答。',
  'start.restartNeeded': '虚拟机以 {present} 运行；要改为 {wanted}，请运行 `moorage restart {options}`。',
  'stop.stopping': '停止虚拟机',
  'stop.done': '已停止。',
  'delete.ask': '删除虚拟机及所有镜像、容器和卷？[y/N] ',
  'delete.kept': '没有删除任何东西。',
  'delete.deleting': '删除虚拟机',
  'delete.done': '已删除。',
  'run.window': '窗口位于 {url}（供一个浏览器使用；`moorage window` 会给出另一个地址）。',
  'run.ready': `Docker 引擎 {version} 已就绪。请在另一个终端中运行：
  {env}
  docker run --rm hello-world`,
  'run.context': '或者，一次用于所有终端：docker context use moorage',
  'run.end': '按 Ctrl-C 停止虚拟机。',
  'run.again': '正在停止。再按一次 Ctrl-C 会立即结束虚拟机；尚未写入其磁盘的内容会丢失。',
  'run.hurry': '立即结束虚拟机。',

  'state.absent': '还没有虚拟机',
  'state.stopped': '已停止',
  'state.starting': '正在启动',
  'state.running': '正在运行',
  'state.stopping': '正在停止',
  'state.failed': '失败',
  'status.state': '状态：  {state}',
  'status.engine': '引擎：  Docker {version}（API {apiVersion}），位于 {socket}',
  'status.vm':
    '虚拟机：{driver}（{accelerator}，{arch}），{cpus} 个 CPU，{memoryMiB} MiB 内存，{dataDiskGiB} GiB 数据盘，已运行 {uptime}',
  'status.window': '窗口：  {window}',
  'status.problem': '问题：  {subject}：{what}{hint}',

  'port.row': '{host}/{protocol} -> {target}  {source}  {state}',
  'port.vm': '虚拟机',
  'port.none': '没有转发任何端口。',
  'port.source.published': '已发布',
  'port.source.rule': '规则',
  'port.source.detected': '监听中',
  'port.state.opening': '正在打开',
  'port.state.listening': '监听中',
  'port.state.failed': '失败',
  'port.state.waiting': '等待中',
  'port.state.closed': '已关闭',
  'port.state.detected': '未转发',
  'share.none': '没有共享任何文件夹。',
  'share.column.path': '文件夹',
  'share.column.rights': '权限',
  'share.column.provider': '方式',
  'share.column.state': '状态',
  'share.readOnly': '只读',
  'share.readWrite': '读写',
  'share.auto': '自动',
  'share.state.off': '未启用',
  'share.state.opening': '正在打开',
  'share.state.ready': '就绪',
  'share.state.paused': '已暂停',
  'share.state.restartNeeded': '重启后生效',
  'share.state.failed': '失败',
  'share.phase.comparing': '正在比对',
  'share.phase.copying': '正在复制，第 {done} 个文件，共 {total} 个',
  'share.conflict': 'moorage: {share} 中的 {path} 在两边都被更改；虚拟机中的版本保存为 {copy}。',
  'share.refused': 'moorage: 有容器要使用 {path}，但它没有共享。可用此命令共享：{command}',
  'config.restartNeeded': '{keys} 从虚拟机下次启动起生效：请运行 `moorage restart`。',
  'config.edited': '您的文本保存在 {path}。',
  'image.status': '虚拟机镜像 {id}（{arch}），位于 {dir}：{state}。',
  'image.current': '完整且为最新',
  'image.stale': '完整，但由旧的配方生成；下次启动会重新生成',
  'image.damaged': '已损坏；下次启动会重新生成',
  'image.none': '还没有用于 {arch} 的虚拟机镜像；首次启动会生成它。',
  'image.built': '虚拟机镜像 {id}（{arch}）位于 {dir}。',
};
