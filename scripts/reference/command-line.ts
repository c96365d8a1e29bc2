import { type Command, Help } from 'commander';
import { commandLine } from '../../src/cli/program.js';
import { code, page, table } from './markdown.js';

/** All commands that people call. Those that only pods call are hidden. */
export function commandLinePage(): string {
  const program = commandLine(() => {});
  const help = new Help();
  const commands = help.visibleCommands(program).filter((command) => command.name() !== 'help');
  return page(
    'Commands',
    'src/cli/program.ts',
    'Exit codes of every command: 0 when it did what it was asked; 1 when it did not, or found what it looks for; 2 when the command line is wrong. ' +
      'Each has `--help` with examples.',
    ...commands.map((command) => section(command, help)),
  );
}

function section(command: Command, help: Help): string {
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  const terms = [
    ...command.registeredArguments.map((argument) => [
      code(help.argumentTerm(argument)),
      help.argumentDescription(argument),
    ]),
    ...options.map((option) => [code(help.optionTerm(option)), help.optionDescription(option)]),
  ];
  return [
    `## ${command.name()}`,
    help.commandDescription(command),
    `\`\`\`\n${help.commandUsage(command)}\n\`\`\``,
    ...(terms.length > 0 ? [table(['Argument or option', 'Description'], terms)] : []),
  ]
    .map((part) => part.trimEnd())
    .join('\n\n');
}
