// Which fields a record of each kind has, and what each is edited with.

export const FIELDS = {
  region: [['type', 'choice', 'region'], ['at', 'place']],
  speaker: [['name', 'line'], ['class', 'choice', 'class'], ['aliases', 'lines'], ['accept', 'lines'],
    ['reject', 'lines'], ['speaks', 'flag'], ['id', 'id']],
  mention: [['of', 'ids', 'speaker'], ['at', 'place'], ['id', 'id']],
  quote: [['form', 'choice', 'form'], ['speaker', 'ids', 'speaker'], ['at', 'places'], ['verbatim', 'places'],
    ['cue', 'place'], ['via', 'one', 'mention'], ['for', 'one', 'speaker'], ['parent', 'one', 'quote'],
    ['relayed_by', 'ids', 'speaker'], ['optional', 'flag'], ['id', 'id']],
  not_quote: [['why', 'line', 'why'], ['at', 'place']],
  damage: [['what', 'line'], ['waives', 'lines'], ['at', 'place']],
  fact: [['text', 'text'], ['weight', 'choice', 'weight'], ['lengths', 'some', 'length'], ['speaker', 'ids', 'speaker'],
    ['needs', 'groups'], ['at', 'places'], ['id', 'id']],
  statement: [['text', 'text'], ['label', 'choice', 'label'], ['trick', 'choice', 'trick'], ['at', 'places'], ['id', 'id']],
  summary: [['task', 'choice', 'length'], ['text', 'text'], ['tells', 'ids', 'fact'], ['pass', 'line'], ['id', 'id']],
  label: [['of', 'line'], ['label', 'choice', 'label']],
  decision: [['of', 'line'], ['took', 'line'], ['why', 'text']],
};

export const LABELS = {
  at: 'Place', of: 'Of', cue: 'Cue', via: 'Via: the mention that names the source', for: 'Spoken for', parent: 'Inside the quote',
  relayed_by: 'Relayed by, outermost first', optional: 'Optional', speaker: 'Speaker', verbatim: 'Words in marks',
  aliases: 'Other names in the article, one a line', accept: 'Also accepted answers, one a line',
  reject: 'Answers that must not count, one a line', speaks: 'Speaks in the article', id: 'Id', name: 'Name',
  class: 'Class', type: 'Type', form: 'Form', why: 'Why', what: 'What is broken', waives: 'Rules waived here, one a line',
  text: 'Text', weight: 'Weight', lengths: 'Told at these lengths',
  needs: 'Needed words: a group a line, alternatives parted by |', label: 'Label', trick: 'Trick', task: 'Task',
  tells: 'Tells the facts', pass: 'Pass', took: 'Took',
};
// What may not be empty: the file would not take the record.
export const REQUIRED = ['name', 'why', 'what', 'text', 'id', 'pass', 'of'];

export const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);
export const groups = (text) => lines(text).map((line) => line.split('|').map((word) => word.trim()).filter(Boolean))
  .filter((group) => group.length);
