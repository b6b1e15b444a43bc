/** Simplified Chinese texts of every error; the same keys and placeholders as `messages.en.ts`. */
import { autostart } from './messages/autostart.ts';
import { daemonConfig } from './messages/daemon-config.ts';
import { builds } from './messages/builds.ts';
import { compose } from './messages/compose.ts';
import { engine } from './messages/engine.ts';
import { files } from './messages/files.ts';
import { innerFiles } from './messages/inner-files.ts';
import { images } from './messages/images.ts';
import { run } from './messages/run.ts';
import { networks } from './messages/networks.ts';
import { volumes } from './messages/volumes.ts';
import { terminals } from './messages/terminals.ts';
import { lists } from './messages/lists.ts';
import { logs } from './messages/logs.ts';
import { registries } from './messages/registries.ts';
import { removed } from './messages/removed.ts';
import type { ErrorCode, ErrorText } from './errors.ts';

export const simplifiedChinese: Record<ErrorCode, ErrorText> = {
  'home.pathTooLong': {
    what: '文件夹路径 {path} 太长：其中的套接字需要 {length} 字节，而系统只允许 {limit} 字节。',
    hint: '请把 MOORAGE_HOME 设为更短的路径。',
  },
  'home.notAbsolute': {
    what: 'MOORAGE_HOME 为 {path}，不是完整的路径。',
    hint: '请把它设为从根开始的路径。',
  },
  'home.notWritable': {
    what: 'Moorage 无法写入自己的文件夹 {path}：{reason}。',
    hint: '请让该文件夹可写，或把 MOORAGE_HOME 设为一个可写的文件夹。',
  },
  'home.unsafe': {
    what: '文件夹 {path} 属于另一个用户。',
    hint: '请把 MOORAGE_HOME 设为您自己的文件夹。',
  },
  'home.diskFull': {
    what: '{path} 所在的磁盘已满。',
    hint: '请腾出一些空间后重试；没有丢失任何数据。',
  },
  'config.notJson': {
    what: '设置文件 {path} 无效：{reason}。',
    hint: '用 `moorage config edit` 修正，或删除它以恢复默认设置。',
  },
  'config.unknownKey': { what: '没有名为 {key} 的设置。', hint: '已知的设置：{known}。' },
  'config.invalid': { what: '{value} 不是 {key} 的有效值。', hint: '请使用 {expected}。' },
  'config.tooMuchMemory': {
    what: '{value} 超过了这台电脑的内存（{available}）。',
    hint: '最多可选 {available}。',
  },
  'config.tooManyCpus': {
    what: '{value} 超过了这台电脑的 CPU 数量（{available}）。',
    hint: '最多可选 {available}。',
  },
  'config.diskShrink': {
    what: '数据盘现为 {present} GiB，不能缩小（要求的是 {value} GiB）。',
    hint: '请选择 {present} 或更大，或先用 `moorage delete` 删除虚拟机。',
  },
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
  'vm.noAcceleration': {
    what: '这台电脑的硬件虚拟化无法使用（{reason}）。',
    hint: '请在固件设置中开启虚拟化；在此之前虚拟机以软件方式运行，速度较慢。',
  },
  'vm.driverUnavailable': {
    what: '驱动 {driver} 不能在这里运行：{reason}。',
    hint: '用 `moorage start --driver 名称` 选择另一个。',
  },
  'vm.imageMissing': {
    what: '虚拟机镜像还不存在（{path}）。',
    hint: '请运行一次 `npm start`：它会构建或下载镜像。',
  },
  'vm.imageDamaged': {
    what: '虚拟机镜像 {path} 已损坏：{reason}。',
    hint: '下次 `npm start` 会重新生成。您的容器和卷在另一块磁盘上，未受影响。',
  },
  'vm.dataDiskDamaged': {
    what: '虚拟机的数据盘无法使用：{reason}。',
    hint: '它保持原样。请先备份 {path}；`moorage delete` 会重新开始。',
  },
  'vm.diskFull': {
    what: '存放虚拟机数据的磁盘（{path}）已满；虚拟机已暂停。',
    hint: '请腾出空间；虚拟机会自动继续，不会丢失数据。',
  },
  'vm.stepTimeout': {
    what: '启动虚拟机时卡在“{step}”达 {seconds} 秒。',
    hint: '请重试；若再次出现，请查看 `moorage logs vm`。',
  },
  'vm.exited': {
    what: '虚拟机自行结束（{reason}）。',
    hint: '请重新启动；若再次出现，请查看 `moorage logs vm`。',
  },
  'vm.notRunning': { what: '虚拟机没有运行。', hint: '用 `moorage start` 启动它。' },
  'vm.busy': { what: '虚拟机正忙：{state}。', hint: '请等待完成，或先停止它。' },
  'guest.unreachable': {
    what: '虚拟机在运行，但无法连接（{reason}）。',
    hint: '请稍候再试，或用 `moorage restart` 重启虚拟机。',
  },
  'guest.hostKey': {
    what: '虚拟机出示的密钥与交给它的不同；连接已被拒绝。',
    hint: '请用 `moorage restart` 重启虚拟机；若再次出现，请删除它并报告此问题。',
  },
  'guest.command': {
    what: '虚拟机中的命令失败（{command}，退出码 {exitCode}）：{reason}。',
    hint: '请重试；若再次出现，请查看 `moorage logs engine`。',
  },
  'guest.refused': { what: '虚拟机中的 {target} 没有应答。', hint: '请确认应在那里监听的程序正在运行。' },
  'guest.tooLarge': {
    what: '虚拟机发来的内容超出要求（{what}，超过 {limit} 字节）。',
    hint: '请重试；若再次出现，请用 `moorage restart` 重启虚拟机。',
  },
  'engine.unreachable': {
    what: 'Docker 引擎没有应答（{reason}）。',
    hint: '请稍候再试，或用 `moorage restart` 重启虚拟机。',
  },
  'engine.refused': { what: 'Docker 引擎说：{message}', hint: '用 `moorage logs engine` 查看更多。' },
  'container.nameTaken': {
    what: '已有同名的容器。引擎说：{message}',
    hint: '请换一个名称，或删除、重命名那个容器。',
  },
  'container.gone': {
    what: '该容器已不存在。引擎说：{message}',
    hint: '它已被删除，无需再做什么。',
  },
  'container.noProgram': {
    what: '容器里没有这个程序。引擎说：{message}',
    hint: '请选择镜像中有的程序；有些镜像根本没有 shell。',
  },
  'engine.portTaken': {
    what: '端口已被占用。引擎说：{message}',
    hint: '请换一个端口，或停止占用它的程序。',
  },
  'image.inUse': {
    what: '镜像正在使用。引擎说：{message}',
    hint: '请先删除用它创建的容器，或强制删除。',
  },
  'image.notFound': {
    what: '没有这个镜像，或它不公开。引擎说：{message}',
    hint: '请检查名称和标签；私有仓库请先登录。',
  },
  'volume.inUse': {
    what: '卷正在使用。引擎说：{message}',
    hint: '请先删除使用它的容器。',
  },
  'network.inUse': {
    what: '网络正在使用。引擎说：{message}',
    hint: '请先停止或断开其中的容器。',
  },
  'registry.unreachable': {
    what: '无法连接镜像仓库。引擎说：{message}',
    hint: '请检查网络和仓库名称，然后重试。',
  },
  'engine.socketBusy': {
    what: '无法打开引擎套接字 {path}：{reason}。',
    hint: '另一个程序占用了它。请结束该程序，或把 MOORAGE_HOME 设为另一个文件夹。',
  },
  'port.inUse': {
    what: '{address} 上的端口 {port} 已被占用（{holder}）。',
    hint: '请结束该程序，或改用端口 {free}；端口一空闲，Moorage 就会接管。',
  },
  'port.privileged': {
    what: '端口 {port} 小于 1024，此系统不允许您监听。',
    hint: '请使用 1024 或以上的端口，或用此命令允许：{command}',
  },
  'port.failed': {
    what: '无法打开 {address} 上的端口 {port}：{reason}。',
    hint: '请使用另一个端口或另一个地址。',
  },
  'port.addressMissing': {
    what: '无法在 {address} 上打开端口 {port}：这台电脑没有该地址。',
    hint: '请不带地址，或使用 127.0.0.1，或使用这台电脑拥有的地址。',
  },
  'port.protocolUnsupported': {
    what: '端口 {port}/{protocol} 只在虚拟机内应答：这里无法转发 {protocol}。',
    hint: '请使用 TCP 端口。',
  },
  'port.ruleExists': {
    what: '{address} 上的端口 {port} 已经通向 {target}。',
    hint: '请使用另一个端口，或先删除该转发：`moorage port rm {port}`。',
  },
  'port.unreachable': {
    what: '端口 {port} 通向 {container}，但它在虚拟机内没有地址。',
    hint: '请将容器连接到一个网络：`docker network connect bridge {container}`。',
  },
  'port.notFound': {
    what: '没有名为 {id} 的端口转发。',
    hint: '`moorage port ls` 会列出现有的转发。',
  },
  'port.ambiguous': {
    what: '{id} 可以指多个转发：{ids}。',
    hint: '请说明是其中哪一个。',
  },
  'port.notation': {
    what: '“{value}”不是一个端口转发。',
    hint: '请写成 [HOST:]PORT:PORT[/udp]，端口为 1 到 65535，或长度相同的范围，例如 8080:80。',
  },
  'share.notShared': {
    what: '文件夹 {path} 没有共享给虚拟机，因此容器无法使用它。',
    hint: '请在窗口的“共享”页面中共享它，或使用命令：{command}',
  },
  'share.notFound': {
    what: '没有名为 {id} 的共享。',
    hint: '`moorage share ls` 会列出现有的共享。',
  },
  'share.home': {
    what: '主文件夹由一项设置共享。',
    hint: '可用此命令关闭：moorage config set shares.home false',
  },
  'share.exists': {
    what: '{path} 已通过共享 {share} 存在于虚拟机中。',
    hint: '请直接使用，或先移除该共享。',
  },
  'share.pathMissing': {
    what: '无法共享文件夹 {path}：{reason}。',
    hint: '请检查路径；只有已存在的文件夹才能共享。',
  },
  'share.notAllowed': {
    what: '无法共享 {path}：虚拟机自己的文件夹 {taken} 在那里。',
    hint: '请共享更下层的文件夹，或另一个文件夹。',
  },
  'share.ownFiles': {
    what: '{path} 属于 Moorage 自己的文件，任何容器都不得访问。',
    hint: '请共享另一个文件夹。',
  },
  'share.providerUnavailable': {
    what: '这里无法使用共享方式 {provider}：{reason}。',
    hint: '请让 Moorage 自行选择，或使用另一种方式。',
  },
  'share.restartNeeded': {
    what: '此共享将在虚拟机下次启动后生效。',
    hint: '请在窗口中重启虚拟机，或使用命令：moorage restart',
  },
  'share.notSynced': {
    what: '共享 {path} 不是同步共享，因此无法暂停。',
    hint: '只有 sync 方式的共享可以暂停。',
  },
  'share.notReady': {
    what: '共享 {path} 现在不在虚拟机中。',
    hint: '请启动虚拟机，等共享就绪后再试。',
  },
  'share.failed': {
    what: '共享 {path} 无法工作：{reason}。',
    hint: 'Moorage 会自动重试。日志中有更多信息。',
  },
  'share.folderGone': {
    what: '共享的文件夹 {path} 已不存在。',
    hint: '请把它放回原处，共享会自动恢复；或移除该共享。',
  },
  'share.watchLimit': {
    what: '无法监视 {path} 中的全部内容：已达到系统的监视数量上限。',
    hint: '那里的更改会晚几秒被发现。可用此命令提高上限：sudo sysctl fs.inotify.max_user_watches=1048576',
  },
  'share.watchOverflow': {
    what: '{path} 中同时发生的更改太多，系统未能全部记下；已重新比对全部内容。',
    hint: '没有丢失任何内容。容器中的程序可能比平时晚一些看到部分更改。',
  },
  'share.diskFull': {
    what: '{where}已没有空间来同步 {path}。',
    hint: '请释放一些空间；之后会自动继续，其间不会丢失任何内容。',
  },
  'docker.config': {
    what: '无法更改 Docker 自己的配置 {path}：{reason}。',
    hint: '请改用 `moorage env` 来设置 DOCKER_HOST。',
  },
  'link.closed': { what: '与 Moorage 的连接已关闭。', hint: '用 `moorage start` 重新启动它。' },
  'link.protocol': {
    what: 'Moorage 的应答是此版本不认识的。',
    hint: '请用启动它的版本停止它，再启动此版本。',
  },
  'link.invalidInput': { what: '{entry} 的输入无效：{reason}。', hint: '请检查后重试。' },
  'link.busy': {
    what: '同时向 Moorage 提出的请求太多（超过 {limit} 个）。',
    hint: '请等其中一些完成后再试。',
  },
  'link.tooLarge': {
    what: '消息有 {size} 字节，太大而无法发送；上限为 {limit} 字节。',
    hint: '请一次少要一些。',
  },
  'core.notRunning': { what: 'Moorage 没有运行。', hint: '用 `moorage start` 启动它。' },
  'core.alreadyRunning': {
    what: 'Moorage 已在运行：它在 {path} 上应答。',
    hint: '请直接使用它（`moorage window` 会给出其窗口的地址），或先用 `moorage stop` 停止它。',
  },
  'core.startFailed': { what: 'Moorage 未能在后台启动：{reason}。', hint: '请查看 `moorage logs app`。' },
  'core.unresponsive': {
    what: 'Moorage 在 {seconds} 秒内没有应答。',
    hint: '请稍候；若一直如此，请结束 {lock} 所载的进程，再运行 `moorage start`：虚拟机本身会继续运行。',
  },
  'core.otherDriver': {
    what: '虚拟机正以驱动 {present} 运行，而不是 {wanted}。',
    hint: '请先用 `moorage stop` 停止它。',
  },
  'window.notBuilt': {
    what: '窗口尚未构建。',
    hint: '请停止 Moorage，运行一次 `npm start` 来构建它，然后重新加载此页面。',
  },
  'window.signedOut': {
    what: '此浏览器不能打开窗口：其地址已被用过，或已过期。',
    hint: '请运行 `moorage window` 获取新的地址。',
  },
  'window.none': {
    what: '正在运行的 Moorage 不向浏览器提供窗口。',
    hint: '请使用它自己的窗口。',
  },
  'window.noBrowser': {
    what: '无法用 {program} 打开浏览器：{reason}。',
    hint: '请自行打开该地址。',
  },
  'cli.editor': {
    what: '无法运行编辑器 {editor}：{reason}。',
    hint: '请把 VISUAL 或 EDITOR 设为您使用的编辑器。',
  },
  'file.failed': { what: '无法使用 {path}：{reason}。', hint: '请确认它存在且您有权使用。' },
  'cli.usage': { what: '{problem}', hint: '请看 `{command} --help`。' },
  'cli.needsYes': {
    what: '{command} 会删除所有镜像、容器和卷。',
    hint: '若确实需要，请加上 --yes 再运行。',
  },
  ...autostart['zh-CN'],
  ...daemonConfig['zh-CN'],
  ...compose['zh-CN'],
  ...logs['zh-CN'],
  ...engine['zh-CN'],
  ...files['zh-CN'],
  ...innerFiles['zh-CN'],
  ...images['zh-CN'],
  ...run['zh-CN'],
  ...lists['zh-CN'],
  ...volumes['zh-CN'],
  ...networks['zh-CN'],
  ...terminals['zh-CN'],
  ...registries['zh-CN'],
  ...builds['zh-CN'],
  ...removed['zh-CN'],
  cancelled: { what: '已取消。', hint: '没有任何改动。' },
  internal: {
    what: 'Moorage 自身出了问题（日志条目 {logId}）。',
    hint: '请查看 `moorage logs app` 并报告。',
  },
};
