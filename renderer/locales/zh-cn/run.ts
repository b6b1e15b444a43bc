/** Texts of the run form. */
import type { run as english } from '../en/run.ts';

export const run: Record<keyof typeof english, string> = {
  'run.title': '运行容器',
  'run.submit': '运行',
  'run.image': '镜像',
  'run.image.missing': '请填写镜像，例如 nginx:alpine。',
  'run.name': '名称',
  'run.name.hint': '留空则由引擎命名。',
  'run.name.invalid': '请用字母、数字、“_”、“.”和“-”，至少两个字符，以字母或数字开头。',
  'run.command': '命令',
  'run.command.hint': '留空则用镜像自带的命令。含空格的词要加引号。',
  'run.command.invalid': '引号没有闭合。',
  'run.ports': '端口',
  'run.port.host': '本机端口',
  'run.port.container': '容器端口',
  'run.port.protocol': '协议',
  'run.port.add': '添加端口',
  'run.port.remove': '删除此端口',
  'run.port.invalid': '端口是 1 到 65535 的数字。',
  'run.env': '环境变量',
  'run.env.name': '名称',
  'run.env.value': '值',
  'run.env.add': '添加变量',
  'run.env.remove': '删除此变量',
  'run.env.invalid': '变量需要一个不含“=”的名称。',
  'run.remove': '结束后删除容器',
};
