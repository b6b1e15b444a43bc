/** Texts of what all lists can do, and of groups of containers. */
import type { lists as english } from '../en/lists.ts';

export const lists: Record<keyof typeof english, string> = {
  'list.choose': '选择 {name}',
  'list.chooseAll': '全选',
  'list.chooseNone': '取消选择',
  'list.chosen': '已选择 {n} 项',
  'list.bulk': '对所选项的操作',
  'list.selected': '所选项',
  'list.remove.title': '删除所选的 {n} 项？',
  'list.remove.text': '此操作无法撤销。无法删除的会列出名称，其余的会被删除。',
  'list.remove.running': '正在运行的会被终止，其内部的更改会丢失。命名卷会保留。',
  'group.runs': '{all} 个中有 {up} 个在运行',
  'group.remove.title': '删除 {name} 的容器？',
  'group.remove.text': '该项目的所有容器会被终止并删除。卷和网络会保留。',
  'containers.project': '项目 {name}',
};
