/** What can go wrong when one thing is done to many, in both languages. */
export const lists = {
  en: {
    'bulk.partial': {
      what: '{failed} of {all} failed: {names}. The others are done.',
      hint: 'The first, {first}: {reason}',
    },
  },
  'zh-CN': {
    'bulk.partial': {
      what: '{all} 个中有 {failed} 个失败：{names}。其余已完成。',
      hint: '第一个（{first}）：{reason}',
    },
  },
} as const;
