/** What can go wrong with files in containers and volumes, in both languages. */
export const innerFiles = {
  en: {
    'entry.missing': {
      what: '{path} isn’t there.',
      hint: 'It may just have been removed or renamed: look again.',
    },
    'entry.exists': { what: 'There is something called {path} already.', hint: 'Choose another name.' },
    'entry.notFolder': { what: '{path} is not a folder.', hint: 'Look at the folder that it is in.' },
    'entry.notFile': {
      what: '{path} is not a plain file, so there is nothing to show.',
      hint: 'Folders can be opened, and pipes, sockets and devices can’t be read here.',
    },
    'entry.readOnly': {
      what: '{path} is in a place that can only be read.',
      hint: 'The container was made with it read-only; make one without that to change it.',
    },
    'entry.busy': {
      what: '{path} is mounted, or holds something that is.',
      hint: 'Change what is mounted where it comes from: in the volume, or in the shared folder.',
    },
    'entry.ofImage': {
      what: '{path} is a folder of the image, and the engine can’t rename those.',
      hint: 'Copy it under the new name from a terminal (cp -a), then remove the old one.',
    },
    'entry.full': {
      what: 'There is no space left for {path}.',
      hint: 'Remove what you don’t need any more.',
    },
    'entry.unreachable': {
      what: 'The files of this container can’t be looked at while it doesn’t run.',
      hint: 'Start it, then look again.',
    },
    'entry.away': {
      what: 'The files of the volume {name} are elsewhere, and nothing has it mounted now.',
      hint: 'Start a container that uses it, then look again.',
    },
    'entry.refused': {
      what: 'The system refuses {path}: {reason}.',
      hint: 'Look at its owner and its mode, or try it from a terminal.',
    },
  },
  'zh-CN': {
    'entry.missing': { what: '{path} 不存在。', hint: '它可能刚被删除或重命名，请刷新后再看。' },
    'entry.exists': { what: '已有名为 {path} 的项目。', hint: '请换一个名称。' },
    'entry.notFolder': { what: '{path} 不是文件夹。', hint: '请查看它所在的文件夹。' },
    'entry.notFile': {
      what: '{path} 不是普通文件，没有可显示的内容。',
      hint: '文件夹可以打开；管道、套接字和设备无法在此读取。',
    },
    'entry.readOnly': {
      what: '{path} 所在的位置只能读取。',
      hint: '该容器创建时将其设为只读；如需修改，请另建一个不带此设置的容器。',
    },
    'entry.busy': {
      what: '{path} 是挂载点，或其中有挂载点。',
      hint: '请在来源处修改挂载的内容：在卷中，或在共享文件夹中。',
    },
    'entry.ofImage': {
      what: '{path} 是镜像自带的文件夹，引擎无法重命名这类文件夹。',
      hint: '请在终端中用 cp -a 复制为新名称，再删除旧的。',
    },
    'entry.full': { what: '没有空间存放 {path}。', hint: '请删除不再需要的内容。' },
    'entry.unreachable': { what: '此容器未运行时无法查看其文件。', hint: '请启动它，然后刷新。' },
    'entry.away': {
      what: '卷 {name} 的文件在别处，目前没有挂载。',
      hint: '请启动一个使用它的容器，然后刷新。',
    },
    'entry.refused': {
      what: '系统拒绝了 {path}：{reason}。',
      hint: '请检查其所有者和权限，或在终端中尝试。',
    },
  },
} as const;
