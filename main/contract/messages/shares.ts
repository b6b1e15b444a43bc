/** What can go wrong with shares, in both languages. */
export const shares = {
  en: {
    'share.notShared': {
      what: "The folder {path} isn't shared with the VM, so no container can have it.",
      hint: 'Share it in the window under Shares, or with: {command}',
    },
    'share.notFound': {
      what: 'There is no share {id}.',
      hint: '`moorage share ls` shows those that there are.',
    },
    'share.home': {
      what: 'The home folder is shared by a setting.',
      hint: 'Switch it off with: moorage config set shares.home false',
    },
    'share.exists': {
      what: '{path} is in the VM already, by the share {share}.',
      hint: 'Use it as it is, or remove that share first.',
    },
    'share.pathMissing': {
      what: "The folder {path} can't be shared: {reason}.",
      hint: 'Check the path; only folders that are there can be shared.',
    },
    'share.notAllowed': {
      what: "{path} can't be shared: the VM has its own folder {taken} there.",
      hint: 'Share a folder further down, or another one.',
    },
    'share.ownFiles': {
      what: "{path} belongs to Moorage's own files, which no container may reach.",
      hint: 'Share another folder.',
    },
    'share.providerUnavailable': {
      what: "The provider {provider} can't be used here: {reason}.",
      hint: 'Leave the choice to Moorage, or take another provider.',
    },
    'share.restartNeeded': {
      what: 'This share counts from the next start of the VM on.',
      hint: 'Restart the VM in the window, or with: moorage restart',
    },
    'share.notSynced': {
      what: "The share {path} is not a synced one, so it can't be paused.",
      hint: 'Only shares with the provider sync can.',
    },
    'share.notReady': {
      what: 'The share {path} is not in the VM now.',
      hint: 'Start the VM, wait until the share is ready, and try again.',
    },
    'share.failed': {
      what: "The share {path} doesn't work: {reason}.",
      hint: 'It is tried again by itself. The log tells more.',
    },
    'share.folderGone': {
      what: 'The shared folder {path} is not there any more.',
      hint: 'Put it back; it works again by itself. Or remove the share.',
    },
    'share.watchLimit': {
      what: "Not everything in {path} can be watched: this system's limit of watched folders is reached.",
      hint: 'Changes there are noticed some seconds later. Raise the limit with: sudo sysctl fs.inotify.max_user_watches=1048576',
    },
    'share.watchOverflow': {
      what: 'So much changed in {path} at once that this system lost count; everything was compared anew.',
      hint: 'Nothing is lost. Programs in containers may have seen some changes later than usual.',
    },
    'share.diskFull': {
      what: 'There is no room left {where} to keep {path} in step.',
      hint: 'Free some space; it goes on by itself, and nothing is lost meanwhile.',
    },
  },
  'zh-CN': {
    'share.notShared': {
      what: '文件夹 {path} 没有共享给虚拟机，因此容器无法使用它。',
      hint: '请在窗口的“共享”页面中共享它，或使用命令：{command}',
    },
    'share.notFound': {
      what: '没有名为 {id} 的共享。',
      hint: '`moorage share ls` 会列出现有的共享。',
    },
    'share.home': {
      what: '主文件夹由一项设置共享。',
      hint: '可用此命令关闭：moorage config set shares.home false',
    },
    'share.exists': {
      what: '{path} 已通过共享 {share} 存在于虚拟机中。',
      hint: '请直接使用，或先移除该共享。',
    },
    'share.pathMissing': {
      what: '无法共享文件夹 {path}：{reason}。',
      hint: '请检查路径；只有已存在的文件夹才能共享。',
    },
    'share.notAllowed': {
      what: '无法共享 {path}：虚拟机自己的文件夹 {taken} 在那里。',
      hint: '请共享更下层的文件夹，或另一个文件夹。',
    },
    'share.ownFiles': {
      what: '{path} 属于 Moorage 自己的文件，任何容器都不得访问。',
      hint: '请共享另一个文件夹。',
    },
    'share.providerUnavailable': {
      what: '这里无法使用共享方式 {provider}：{reason}。',
      hint: '请让 Moorage 自行选择，或使用另一种方式。',
    },
    'share.restartNeeded': {
      what: '此共享将在虚拟机下次启动后生效。',
      hint: '请在窗口中重启虚拟机，或使用命令：moorage restart',
    },
    'share.notSynced': {
      what: '共享 {path} 不是同步共享，因此无法暂停。',
      hint: '只有 sync 方式的共享可以暂停。',
    },
    'share.notReady': {
      what: '共享 {path} 现在不在虚拟机中。',
      hint: '请启动虚拟机，等共享就绪后再试。',
    },
    'share.failed': {
      what: '共享 {path} 无法工作：{reason}。',
      hint: 'Moorage 会自动重试。日志中有更多信息。',
    },
    'share.folderGone': {
      what: '共享的文件夹 {path} 已不存在。',
      hint: '请把它放回原处，共享会自动恢复；或移除该共享。',
    },
    'share.watchLimit': {
      what: '无法监视 {path} 中的全部内容：已达到系统的监视数量上限。',
      hint: '那里的更改会晚几秒被发现。可用此命令提高上限：sudo sysctl fs.inotify.max_user_watches=1048576',
    },
    'share.watchOverflow': {
      what: '{path} 中同时发生的更改太多，系统未能全部记下；已重新比对全部内容。',
      hint: '没有丢失任何内容。容器中的程序可能比平时晚一些看到部分更改。',
    },
    'share.diskFull': {
      what: '{where}已没有空间来同步 {path}。',
      hint: '请释放一些空间；之后会自动继续，其间不会丢失任何内容。',
    },
  },
} as const;
