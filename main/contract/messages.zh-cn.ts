/** Simplified Chinese texts of every error; the same keys and placeholders as `messages.en.ts`. */
import { machine } from './messages/machine.ts';
import { ports } from './messages/ports.ts';
import { program } from './messages/program.ts';
import { setup } from './messages/setup.ts';
import { shares } from './messages/shares.ts';
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
  'docker.config': {
    what: '无法更改 Docker 自己的配置 {path}：{reason}。',
    hint: '请改用 `moorage env` 来设置 DOCKER_HOST。',
  },
  'file.failed': { what: '无法使用 {path}：{reason}。', hint: '请确认它存在且您有权使用。' },
  ...machine['zh-CN'],
  ...ports['zh-CN'],
  ...program['zh-CN'],
  ...setup['zh-CN'],
  ...shares['zh-CN'],
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
