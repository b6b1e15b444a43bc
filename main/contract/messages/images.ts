/** What can go wrong with images, in both languages. */
export const images = {
  en: {
    'image.unreadable': {
      what: "The layers of the image can't be read: their archive isn't whole, or none.",
      hint: 'Try again; if it stays so, pull or build the image anew.',
    },
    'image.filesForgotten': {
      what: 'The files of this layer have not been read yet.',
      hint: 'Read them again.',
    },
  },
  'zh-CN': {
    'image.unreadable': {
      what: '无法读取镜像的层：归档不完整或不是归档。',
      hint: '请重试；若仍如此，请重新拉取或构建该镜像。',
    },
    'image.filesForgotten': { what: '尚未读取此层的文件。', hint: '请重新读取。' },
  },
} as const;
