/** What is to be built, the Dockerfile it is built from, and the command that it comes to. */
import { ArrowLeft, Hammer } from 'lucide-react';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { buildCommand } from '../../../main/contract/build-command.ts';
import type { CoreClient } from '../../../main/contract/contract.ts';
import { parseDockerfile } from '../../../main/contract/dockerfile/parse.ts';
import { stagesOf } from '../../../main/contract/dockerfile/stages.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { useAnswer } from '../../stores/answer.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Check, Field, SelectField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { ArgRows } from './arg-rows.tsx';
import { readBuild, type BuildForm } from './build-form.ts';
import { beginBuild, useBuilds } from './builds.ts';
import { DockerfileEditor } from './dockerfile-editor.tsx';
import { useDockerfile } from './use-dockerfile.ts';

export function NewBuildPage() {
  const say = useText();
  const [, go] = useLocation();
  const form = useBuilds((state) => state.form);
  const running = useCore((state) => state.vm?.kind === 'running');
  /** How often it was sent with something wrong in it. */
  const [tries, setTries] = useState(0);
  const fields = useRef<HTMLFormElement>(null);
  const put = useCallback(
    (change: Partial<BuildForm>) => useBuilds.setState(({ form: now }) => ({ form: { ...now, ...change } })),
    [],
  );
  const { wish, faults } = readBuild(form);
  const file = useDockerfile(faults['folder'] === undefined ? wish : undefined);
  const fault = (key: string) => {
    const found = tries > 0 ? faults[key] : undefined;
    return found === undefined ? undefined : say(found);
  };
  const submit = async () => {
    if (Object.keys(faults).length > 0) {
      setTries(tries + 1);
      return;
    }
    if (file.changed && !(await file.save())) return;
    go(`/builds/${beginBuild(wish)}`);
  };
  useEffect(() => {
    if (tries > 0) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  return (
    <Page
      name={say('builds.new')}
      title={
        <>
          <Link href="/builds" aria-label={say('builds.back')} title={say('builds.back')}>
            <ArrowLeft size={18} aria-hidden />
          </Link>{' '}
          {say('builds.new')}
        </>
      }
      tools={
        <Button kind="primary" icon={Hammer} disabled={!running} onClick={() => void submit()}>
          {say(file.changed ? 'builds.saveAndBuild' : 'builds.build')}
        </Button>
      }
    >
      <div className="page__scroll build">
        {!running && <p className="muted">{say('builds.offline')}</p>}
        <div className="build__columns">
          <form
            ref={fields}
            className="build__form"
            aria-label={say('builds.options')}
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <Fields form={form} put={put} fault={fault} text={file.text} />
            {/* Enter in a field builds, too. */}
            <button type="submit" hidden />
          </form>
          <DockerfileEditor file={file} target={wish.target} />
        </div>
        <div className="build__command">
          <CommandLine command={buildCommand(wish.folder === '' ? { ...wish, folder: '.' } : wish)} />
        </div>
      </div>
    </Page>
  );
}

interface FieldsProps {
  readonly form: BuildForm;
  readonly put: (change: Partial<BuildForm>) => void;
  readonly fault: (key: string) => string | undefined;
  /** The Dockerfile, for the names of its stages. */
  readonly text: string;
}

function Fields({ form, put, fault, text }: FieldsProps) {
  const say = useText();
  const [folders, stages, platforms] = [useId(), useId(), useId()];
  const known = useFolders(form.folder);
  const names = stagesOf(parseDockerfile(text)).flatMap(({ name }) => name ?? []);
  return (
    <>
      <Field
        label={say('builds.folder')}
        hint={say('builds.folder.hint')}
        mono
        placeholder="/srv/projects/web"
        value={form.folder}
        list={folders}
        error={fault('folder')}
        onChange={(event) => put({ folder: event.target.value })}
      />
      <datalist id={folders}>
        {known.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <Field
        label={say('builds.dockerfile')}
        hint={say('builds.dockerfile.hint')}
        mono
        placeholder="Dockerfile"
        value={form.dockerfile}
        onChange={(event) => put({ dockerfile: event.target.value })}
      />
      <Field
        label={say('builds.tags')}
        hint={say('builds.tags.hint')}
        placeholder="web:1.0"
        value={form.tags}
        error={fault('tags')}
        onChange={(event) => put({ tags: event.target.value })}
      />
      <ArgRows args={form.args} put={(args) => put({ args })} fault={fault} />
      <div className="build__pair">
        <Field
          label={say('builds.target')}
          hint={say('builds.target.hint')}
          value={form.target}
          list={stages}
          onChange={(event) => put({ target: event.target.value })}
        />
        <datalist id={stages}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Field
          label={say('builds.platform')}
          hint={say('builds.platform.hint')}
          placeholder="linux/amd64"
          value={form.platform}
          list={platforms}
          error={fault('platform')}
          onChange={(event) => put({ platform: event.target.value })}
        />
        <datalist id={platforms}>
          <option value="linux/amd64" />
          <option value="linux/arm64" />
        </datalist>
      </div>
      <SelectField
        label={say('builds.builder')}
        hint={say(`builds.builder.${form.builder}.hint`)}
        value={form.builder}
        onChange={(event) => put({ builder: event.target.value === 'classic' ? 'classic' : 'buildkit' })}
      >
        <option value="buildkit">{say('builds.builder.buildkit')}</option>
        <option value="classic">{say('builds.builder.classic')}</option>
      </SelectField>
      <Check
        label={say('builds.noCache')}
        checked={form.noCache}
        onChange={(event) => put({ noCache: event.target.checked })}
      />
      <Check
        label={say('builds.pull')}
        checked={form.pull}
        onChange={(event) => put({ pull: event.target.checked })}
      />
    </>
  );
}

function useFolders(path: string): readonly string[] {
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['build.folders']({ path }, options),
    [path],
  );
  return useAnswer(ask).value ?? [];
}
