/** Everything by its name, from the keyboard. */
import { Command } from 'cmdk';
import {
  Container,
  Download,
  EthernetPort,
  FolderPlus,
  Layers,
  Play,
  Plus,
  RotateCw,
  Square,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { focusFirst } from '../../ui/dialog.tsx';
import { restartMachine, startMachine, stopMachine } from '../machine/machine.ts';
import { places } from './sidebar.tsx';

/** Most containers that are offered by name. */
const mostContainers = 200;

export function Palette() {
  const say = useText();
  const ref = useRef<HTMLDialogElement>(null);
  const [, go] = useLocation();
  const [search, setSearch] = useState('');
  const vm = useCore((state) => state.vm?.kind);
  const containers = useCore((state) => state.containers);
  const close = () => useUi.setState({ paletteOpen: false });
  const then = (task: () => void) => () => {
    close();
    task();
  };
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    focusFirst(ref.current);
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const named =
    containers?.kind === 'ready'
      ? containers.items
          .filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()))
          .slice(0, mostContainers)
      : [];
  return (
    <dialog
      ref={ref}
      className="dialog palette"
      aria-label={say('palette')}
      onCancel={close}
      onClick={(event) => {
        if (event.target === ref.current) close();
      }}
    >
      <Command label={say('palette')} className="dialog__form">
        <Command.Input
          value={search}
          onValueChange={setSearch}
          placeholder={say('palette.hint')}
          data-first-focus
        />
        <Command.List label={say('palette')}>
          <Command.Empty>{say('nothing')}</Command.Empty>
          {places.map(({ path, text, icon: Icon }) => (
            <Command.Item key={path} value={say(text)} onSelect={then(() => go(path))}>
              <Icon size={15} aria-hidden /> {say(text)}
            </Command.Item>
          ))}
          <Command.Item onSelect={then(() => useUi.setState({ shareOpen: true }))}>
            <FolderPlus size={15} aria-hidden /> {say('shares.add')}
          </Command.Item>
          {vm === 'running' ? (
            <>
              <Command.Item onSelect={then(() => void stopMachine())}>
                <Square size={15} aria-hidden /> {say('machine.stop')}
              </Command.Item>
              <Command.Item onSelect={then(() => void restartMachine())}>
                <RotateCw size={15} aria-hidden /> {say('machine.restart')}
              </Command.Item>
              <Command.Item onSelect={then(() => useUi.setState({ runImage: '' }))}>
                <Plus size={15} aria-hidden /> {say('run.title')}
              </Command.Item>
              <Command.Item
                onSelect={then(() => useUi.setState({ composeOpen: { action: 'up', files: [] } }))}
              >
                <Layers size={15} aria-hidden /> {say('compose.title')}
              </Command.Item>
              <Command.Item onSelect={then(() => useUi.setState({ portContainer: '' }))}>
                <EthernetPort size={15} aria-hidden /> {say('ports.add')}
              </Command.Item>
              <Command.Item onSelect={then(() => useUi.setState({ pullOpen: true }))}>
                <Download size={15} aria-hidden /> {say('pull.title')}
              </Command.Item>
            </>
          ) : (
            <Command.Item onSelect={then(() => void startMachine())}>
              <Play size={15} aria-hidden /> {say('machine.start')}
            </Command.Item>
          )}
          {named.map(({ id, name }) => (
            <Command.Item
              key={id}
              value={name}
              onSelect={then(() => go(`/containers/${encodeURIComponent(id)}`))}
            >
              <Container size={15} aria-hidden />
              <span className="clip plain">{inertText(name)}</span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}
