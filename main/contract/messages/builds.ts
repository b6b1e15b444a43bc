/** What can go wrong with building images, in both languages. */
export const builds = {
  en: {
    'build.failed': {
      what: 'The build failed: {message}',
      hint: 'The step that failed is marked; its output says more.',
    },
    'build.noFolder': {
      what: '{path} is not a folder that can be read.',
      hint: 'Check the path; it is one on the computer that Moorage runs on.',
    },
    'build.noDockerfile': {
      what: 'There is no file {path}.',
      hint: 'Choose the Dockerfile to build from, or write one on this page.',
    },
    'build.notText': {
      what: '{path} is not a text file, or too large for a Dockerfile.',
      hint: 'Choose the Dockerfile to build from.',
    },
    'build.unreadable': {
      what: "{path}, which the build needs, can't be read: {reason}.",
      hint: 'Change its permissions, or name it in .dockerignore.',
    },
    'build.shrunk': {
      what: '{path} became shorter while it was read.',
      hint: 'Build again once nothing writes to it, or name it in .dockerignore.',
    },
    'build.badIgnore': {
      what: '{path} has a pattern that is none: {pattern}',
      hint: 'Correct that line.',
    },
    'build.outside': {
      what: 'The classic builder takes a Dockerfile of the folder only, and {path} is elsewhere.',
      hint: 'Use BuildKit, or copy the Dockerfile into the folder.',
    },
    'build.fileChanged': {
      what: '{path} was changed by somebody else since it was read.',
      hint: 'Read it again, or write yours over it.',
    },
  },
  'zh-CN': {
    'build.failed': {
      what: '构建失败：{message}',
      hint: '失败的步骤已标出，其输出中有更多信息。',
    },
    'build.noFolder': {
      what: '{path} 不是可以读取的文件夹。',
      hint: '请检查路径；它应位于运行 Moorage 的电脑上。',
    },
    'build.noDockerfile': {
      what: '文件 {path} 不存在。',
      hint: '请选择用来构建的 Dockerfile，或在此页面上编写一个。',
    },
    'build.notText': {
      what: '{path} 不是文本文件，或者作为 Dockerfile 过大。',
      hint: '请选择用来构建的 Dockerfile。',
    },
    'build.unreadable': {
      what: '构建所需的 {path} 无法读取：{reason}。',
      hint: '请修改其权限，或把它写入 .dockerignore。',
    },
    'build.shrunk': {
      what: '{path} 在读取过程中变短了。',
      hint: '请等到没有程序写入它时再构建，或把它写入 .dockerignore。',
    },
    'build.badIgnore': {
      what: '{path} 中有无效的模式：{pattern}',
      hint: '请更正该行。',
    },
    'build.outside': {
      what: '经典构建器只接受文件夹之内的 Dockerfile，而 {path} 在别处。',
      hint: '请使用 BuildKit，或把 Dockerfile 复制到该文件夹。',
    },
    'build.fileChanged': {
      what: '{path} 在读取之后被其他程序修改过。',
      hint: '请重新读取，或用您的内容覆盖它。',
    },
  },
} as const;
