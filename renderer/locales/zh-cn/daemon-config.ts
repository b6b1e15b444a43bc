/** 引擎配置的文本。 */
import type { daemonConfig as english } from '../en/daemon-config.ts';

export const daemonConfig: Record<keyof typeof english, string> = {
  'engine.configuration': '配置',
  'config.about':
    '引擎 daemon.json 中由您决定的部分会与 Moorage 所需的配置合并。应用时会重启引擎；正在运行的容器会继续运行。',
  'config.yours': '您的 daemon.json',
  'config.yours.hint': 'JSON 格式，键与 Docker 守护进程配置文件相同。',
  'config.apply': '应用并重启引擎',
  'config.applying': '正在处理…',
  'config.check': '检查',
  'config.discard': '放弃更改',
  'config.reset': '重置…',
  'config.reset.title': '重置配置',
  'config.reset.do': '重置',
  'config.reset.text': '您的部分会被删除，引擎将只使用 Moorage 的配置重新启动。正在运行的容器会继续运行。',
  'config.good': '没有发现问题',
  'config.applied': '引擎已使用此配置运行',
  'config.used': '引擎实际使用的配置',
  'config.registries': '镜像加速器与不安全的仓库',
  'config.registries.link': '所有镜像仓库',
  'config.registries.broken': '文本还不是有效的 JSON；更正后才能使用此表单。',
  'config.mirrors': '镜像加速器',
  'config.mirrors.hint': '拉取 Docker Hub 的镜像时按此顺序优先访问。',
  'config.mirrors.add': '添加加速器',
  'config.mirrors.wrong': '以 http:// 或 https:// 开头的地址，不含用户名、查询或片段',
  'config.insecure': '不安全的仓库',
  'config.insecure.hint': '不使用 TLS 访问，或使用不受信任的证书。',
  'config.insecure.add': '添加仓库',
  'config.insecure.wrong': '主机、主机:端口，或 10.0.0.0/8 这样的网段',
  'config.remove': '移除 {name}',
};
