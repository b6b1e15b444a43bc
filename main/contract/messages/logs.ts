/** What can go wrong with logs, in both languages. */
export const logs = {
  en: {
    'logs.tooManySearches': {
      what: 'There are {most} saved searches already.',
      hint: 'Remove one that you no longer want.',
    },
  },
  'zh-CN': {
    'logs.tooManySearches': { what: '已保存了 {most} 个搜索。', hint: '请删除一个不再需要的。' },
  },
} as const;
