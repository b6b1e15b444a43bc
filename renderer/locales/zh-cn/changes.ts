/** Texts of the files that were changed in a container. */
import type { changes as english } from '../en/changes.ts';

export const changes: Record<keyof typeof english, string> = {
  'container.tab.changes': '文件改动',
  'changes.search': '搜索路径',
  'changes.again': '重新查看',
  'changes.none': '没有文件被改动',
  'changes.none.text': '所有文件都与镜像中一致。卷中的内容不计在内。',
  'changes.more': '共 {total} 处改动，显示前 {n} 处。',
  'changes.kind': '改动',
  'changes.path': '路径',
  'changes.added': '新增',
  'changes.changed': '已修改',
  'changes.deleted': '已删除',
};
