/** Texts of networks. */
import type { networks as english } from '../en/networks.ts';

export const networks: Record<keyof typeof english, string> = {
  'networks.search': '搜索网络',
  'network.create': '创建网络',
  'network.subnet': '子网',
  'network.subnet.hint': '留空则由引擎选择空闲的子网。',
  'network.builtIn': '内置',
  'network.remove.title': '删除网络 {name}？',
  'network.remove.text': '原先在此网络上的容器将无法再用名称互访。',
};
