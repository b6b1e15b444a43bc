/** What can go wrong with the content of volumes, in both languages. */
export const volumes = {
  en: {
    'volume.exists': {
      what: 'There is a volume {name} already.',
      hint: 'Choose another name, or restore into that one from its menu in the list.',
    },
    'volume.notArchive': {
      what: 'This is not an archive that can be unpacked.',
      hint: 'Choose a .tar file, or one packed with gzip, bzip2, xz or zstd. If it is one, it is damaged.',
    },
    'volume.partial': {
      what: 'Not everything was unpacked into {name}: {message}',
      hint: 'What came before the fault is in the volume. Once the cause is mended, restore again: it replaces the same files.',
    },
  },
  'zh-CN': {
    'volume.exists': {
      what: '卷 {name} 已存在。',
      hint: '请换一个名称，或在列表中通过该卷的菜单恢复到其中。',
    },
    'volume.notArchive': {
      what: '这不是可以解包的归档文件。',
      hint: '请选择 .tar 文件，或用 gzip、bzip2、xz、zstd 压缩的 tar 文件。如果它本来就是，那么它已损坏。',
    },
    'volume.partial': {
      what: '未能将全部内容解包到 {name}：{message}',
      hint: '出错之前的内容已在卷中。排除原因后再次恢复，相同的文件会被替换。',
    },
  },
} as const;
