/**
 * How the renderer draws, in our style sheet's own colours: it sets them on each element, and a variable follows the
 * reader's light or dark by itself.
 */
const colour = (name: string, subtle = name) => ({ default: `var(--${name})`, subtle: `var(--${subtle})` });

const foregroundColors = {
  default: colour('ink', 'muted'),
  accent: colour('accent'),
  good: colour('good'),
  warning: colour('warning'),
  attention: colour('danger'),
};

const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors });

export const hostConfig = {
  fontFamily: 'inherit',
  spacing: { small: 6, default: 10, medium: 16, large: 24, extraLarge: 32, padding: 0 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  fontSizes: { small: 13, default: 15, medium: 17, large: 20, extraLarge: 24 },
  lineHeights: { small: 19, default: 22, medium: 24, large: 28, extraLarge: 32 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  containerStyles: {
    default: style('transparent'),
    emphasis: style('var(--sunk)'),
    accent: style('var(--accent)'),
    good: style('var(--good-wash)'),
    warning: style('var(--warning-wash)'),
    attention: style('var(--danger-wash)'),
  },
  actions: { maxActions: 6, buttonSpacing: 0, spacing: 'medium', actionAlignment: 'left', allowTitleToWrap: true },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { weight: 'bolder', size: 'default', suffix: ' *', suffixColor: 'default' },
      optionalInputs: { weight: 'bolder', size: 'default' },
    },
  },
};
