/** Texts of volumes. */
import type { volumes as english } from '../en/volumes.ts';

export const volumes: Record<keyof typeof english, string> = {
  'volumes.search': '搜索卷',
  'volumes.none': '还没有卷',
  'volumes.none.text': '卷把数据与容器分开保存。在这里创建，或用 “docker run -v”。',
  'volume.create': '创建卷',
  'volume.remove.title': '删除卷 {name}？',
  'volume.remove.text': '其中的所有内容都会丢失。',
};
