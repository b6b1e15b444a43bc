/** Texts of logs of several containers, and of containers that are gone. */
import type { logs as english } from '../en/logs.ts';

export const logs: Record<keyof typeof english, string> = {
  'nav.logs': '日志',
  'log.only': '仅显示匹配行',
  'log.streams': '显示哪个输出',
  'log.streams.both': '全部输出',
  'log.streams.stdout': '标准输出',
  'log.streams.stderr': '错误输出',
  'logs.whose': '显示谁的日志',
  'logs.chosen': '自选容器…',
  'logs.choose': '选择',
  'logs.choose.title': '显示哪些容器的日志？',
  'logs.choose.submit': '显示',
  'logs.count': '{n} 个容器',
  'logs.tooMany': '{n} 个容器中的 {most} 个',
  'logs.none.text': '所有容器输出的内容会一起显示在这里。',
  'searches.title': '已保存的搜索',
  'searches.none': '还没有。',
  'searches.save': '保存',
  'searches.remove': '删除搜索 {name}',
  'searches.name': '将当前搜索保存为',
  'searches.name.hint': '包括其文本以及显示和隐藏的内容。在每个窗口中都可使用。',
  'searches.nothing': '没有可保存的搜索：请先输入。',
  'gone.title': '最近删除的容器',
  'gone.none': '最近没有删除过容器',
  'gone.kept':
    '容器被删除后，其最后的输出会保留一天（最近 50 个），且只保存在内存中：Moorage 结束后即消失。',
  'gone.at': '删除于 {at}。',
  'gone.ended': '结束于 {at}。',
  'gone.code': '退出码',
  'gone.when': '删除时间',
  'gone.copy': '复制这些行',
  'gone.checks': '最近的健康检查',
  'gone.noLines':
    '删除一旦开始，引擎就不再提供日志。使用 “--rm”，或其他程序在容器运行时将其删除，就会这样。',
};
