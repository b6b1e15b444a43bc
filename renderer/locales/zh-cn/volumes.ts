/** Texts of volumes. */
import type { volumes as english } from '../en/volumes.ts';

export const volumes: Record<keyof typeof english, string> = {
  'volumes.search': '搜索卷',
  'volumes.none': '还没有卷',
  'volumes.none.text': '卷把数据与容器分开保存。在这里创建，或用 “docker run -v”。',
  'volume.create': '创建卷',
  'volume.remove.title': '删除卷 {name}？',
  'volume.remove.text': '其中的所有内容都会丢失。',
  'volume.backup': '备份到文件',
  'volume.backup.title': '备份卷 {name}',
  'volume.backup.text':
    '其中的文件会成为普通的 tar 归档，保留所有者、权限、链接和时间。请先停止正在写入它的程序，使各文件保持一致。',
  'volume.backup.task': '正在备份 {name}',
  'volume.restore': '从文件恢复',
  'volume.restore.into': '把文件恢复到其中',
  'volume.restore.title': '恢复卷',
  'volume.restore.title.into': '恢复到卷 {name}',
  'volume.restore.file': '归档文件',
  'volume.restore.file.hint': '包含卷内文件的 tar 归档；也可以用 gzip、bzip2、xz 或 zstd 压缩。',
  'volume.restore.name': '新卷的名称',
  'volume.restore.warning': '同名文件会被替换，其他文件保留。如果中途停止，已恢复的内容也会保留。',
  'volume.restore.sure': '替换同名文件',
  'volume.restore.sure.missing': '请确认可以替换文件，或恢复到新卷。',
  'volume.restore.submit': '恢复',
  'volume.restore.task': '正在恢复 {name}',
  'volumes.prune': '删除未使用的卷',
};
