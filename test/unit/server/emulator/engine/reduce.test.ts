/** The event orders and answers of the engine, against sections 5 and 6 of the protocol. */

import { describe, expect, test } from 'vitest'
import { cascaded, createDrive, native } from './drive.ts'

const spokenAnswer = [
  'response.created',
  'response.output_item.added',
  'conversation.item.created',
  'response.content_part.added',
  'response.audio_transcript.delta',
  'response.audio.delta',
  'response.audio_transcript.delta',
  'response.audio.delta',
  'response.audio_transcript.delta',
  'response.audio.delta',
  'response.audio.done',
  'response.audio_transcript.done',
  'response.content_part.done',
  'response.output_item.done',
  'response.done',
]
const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed'

describe('reduce', () => {
  test('the service speaks first', () => {
    expect(createDrive().types()).toEqual(['session.created'])
  })

  test('a voice turn of a cascaded model keeps its strict order', () => {
    const drive = createDrive()
    drive.speak()
    drive.workAll('hello')
    expect(drive.since(1)).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      TRANSCRIBED,
      'conversation.item.created',
      ...spokenAnswer,
    ])
  })

  test('speech, commit, transcript and item of one turn carry the same item id', () => {
    const drive = createDrive()
    drive.speak()
    drive.workAll('hello')
    const id = drive.last('input_audio_buffer.speech_started')?.item_id
    expect(drive.last('input_audio_buffer.speech_stopped')?.item_id).toBe(id)
    expect(drive.last('input_audio_buffer.committed')?.item_id).toBe(id)
    expect(drive.last(TRANSCRIBED)).toMatchObject({ item_id: id, transcript: 'hello' })
    expect(drive.sent.find(({ type }) => type === 'conversation.item.created')).toMatchObject({
      previous_item_id: null,
      item: { id, role: 'user', content: [{ type: 'input_audio', transcript: 'hello' }] },
    })
    expect(drive.last('conversation.item.created')).toMatchObject({
      previous_item_id: id,
      item: { role: 'assistant', status: 'incomplete', content: [] },
    })
  })

  test('a native model announces the item at once and the transcript during the answer', () => {
    const drive = createDrive(native)
    drive.client({ type: 'session.update', session: { input_audio_transcription: { model: 'whisper-1' } } })
    const mark = drive.mark()
    drive.speak()
    drive.workAll('hello')
    const types = drive.since(mark)
    expect(types.slice(0, 5)).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.created',
      'response.created',
    ])
    const transcribed = types.indexOf(TRANSCRIBED)
    expect(transcribed).toBeGreaterThan(types.indexOf('response.audio.delta'))
    expect(transcribed).toBeLessThan(types.indexOf('response.done'))
  })

  test.each([
    ['before', (transcribed: number, types: string[]) => transcribed < types.indexOf('response.output_item.added')],
    ['after', (transcribed: number, types: string[]) => transcribed > types.indexOf('response.done')],
  ] as const)('the dial transcript %s moves the transcript of a native model', (transcript, holds) => {
    const drive = createDrive({ ...native, transcript })
    drive.client({ type: 'session.update', session: { input_audio_transcription: { model: 'whisper-1' } } })
    drive.speak()
    drive.workAll('hello')
    const types = drive.types()
    expect(types.filter((type) => type === TRANSCRIBED)).toHaveLength(1)
    expect(holds(types.indexOf(TRANSCRIBED), types)).toBe(true)
  })

  test('a native model without input transcription sends none', () => {
    const drive = createDrive(native)
    drive.speak()
    drive.workAll('hello')
    expect(drive.types()).not.toContain(TRANSCRIBED)
    expect(drive.types()).toContain('response.done')
  })

  test('the dial firstDone swaps the two closing events of speech', () => {
    const drive = createDrive({ ...cascaded, firstDone: 'transcript' })
    drive.speak()
    drive.workAll('hello')
    const types = drive.types()
    expect(types.indexOf('response.audio_transcript.done')).toBeLessThan(types.indexOf('response.audio.done'))
  })

  test('a text turn in a text session answers in text', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { modalities: ['text'] } })
    const mark = drive.mark()
    drive.client({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What is 7 * 6?' }] },
    })
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.since(mark)).toEqual([
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.content_part.added',
      'response.text.delta',
      'response.text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ])
    expect(drive.last('response.text.done')?.text).toBe('7 times 6 is 42.')
    expect(drive.last('response.created')?.response).toMatchObject({
      status: 'in_progress',
      usage: null,
      conversation_id: '',
      output_audio_format: null,
      metadata: null,
    })
    expect(drive.last('response.done')?.response).toMatchObject({
      status: 'completed',
      output: [{ type: 'message', status: 'completed', content: [{ type: 'text', text: '7 times 6 is 42.' }] }],
    })
  })

  test('a function call makes the round trip and its result is spoken', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { tools: [{ type: 'function', name: 'calculate' }] } })
    const mark = drive.mark()
    drive.speak()
    drive.workAll('what is seven times six')
    expect(drive.since(mark).slice(5)).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.done',
    ])
    const call = drive.last('response.function_call_arguments.done')
    expect(call).toMatchObject({ name: 'calculate', arguments: '{"expression":"7 * 6"}' })
    expect(drive.sent.filter(({ type }) => type === 'response.output_item.added').at(-1)).toMatchObject({
      item: { type: 'function_call', status: 'in_progress', arguments: '' },
    })
    drive.client({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: call?.call_id, output: '42' },
    })
    drive.client({ type: 'response.create' })
    const task = drive.work()[0]
    expect(task).toMatchObject({
      type: 'think',
      prompt: { kind: 'tools', results: [{ name: 'calculate', arguments: '{"expression":"7 * 6"}', output: '42' }] },
    })
  })

  describe('results of tools that are not the last item', () => {
    const note = (role: string, text: string, previous?: string) => ({
      type: 'conversation.item.create',
      ...(previous === undefined ? {} : { previous_item_id: previous }),
      item: { type: 'message', role, content: [{ type: 'input_text', text }] },
    })
    const output = (call: string, text: string, previous?: string) => ({
      type: 'conversation.item.create',
      ...(previous === undefined ? {} : { previous_item_id: previous }),
      item: { type: 'function_call_output', call_id: call, output: text },
    })
    const call = (name: string) => ({
      type: 'conversation.item.create',
      item: { type: 'function_call', id: `item_${name}`, call_id: `call_${name}`, name, arguments: '{}' },
    })
    const promptAfter = (...events: readonly Record<string, unknown>[]) => {
      const drive = createDrive()
      for (const event of [note('user', 'what is seven times six'), ...events]) drive.client(event)
      drive.client({ type: 'response.create' })
      const task = drive.work()[0]
      return task?.type === 'think' ? task.prompt : undefined
    }
    const results = (...outputs: readonly string[]) => ({
      kind: 'tools',
      results: outputs.map((text) => expect.objectContaining({ output: text })),
    })

    test.each([
      ['a system message behind them', [call('a'), output('call_a', '1'), note('system', 'Be brief.')], ['1']],
      [
        'each behind its own call',
        [call('a'), call('b'), output('call_a', '1', 'item_a'), output('call_b', '2', 'item_b')],
        ['1', '2'],
      ],
      [
        'in the other order',
        [call('a'), call('b'), output('call_b', '2', 'item_b'), output('call_a', '1', 'item_a')],
        ['1', '2'],
      ],
      ['a call without an output between them', [call('a'), call('b'), output('call_a', '1', 'item_a')], ['1']],
    ])('with %s are answered all the same', (_name, events, outputs) => {
      expect(promptAfter(...events)).toMatchObject(results(...outputs))
    })

    test('are answered once: an answer behind them is the end of it', () => {
      const said = { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'One.' }] }
      const events = [call('a'), output('call_a', '1'), { type: 'conversation.item.create', item: said }]
      expect(promptAfter(...events, note('user', 'who are you'))).toEqual({ kind: 'text', text: 'who are you' })
    })

    test('come second to a question that was asked since', () => {
      expect(promptAfter(call('a'), output('call_a', '1'), note('user', 'who are you'))).toMatchObject({
        ...results('1'),
        question: 'who are you',
      })
    })
  })

  test('parallel calls take their own output index, after the words', () => {
    const drive = createDrive()
    drive.client({ type: 'response.create' })
    drive.decided({
      sentences: ['One moment.'],
      calls: [
        { name: 'a', arguments: '{}' },
        { name: 'b', arguments: '{}' },
      ],
    })
    drive.workAll()
    const added = drive.sent.filter((event) => event.type === 'response.output_item.added')
    expect(added.map(({ output_index, item }) => [output_index, item?.type])).toEqual([
      [0, 'message'],
      [1, 'function_call'],
      [2, 'function_call'],
    ])
    expect(drive.last('response.done')?.response.output).toHaveLength(3)
  })

  test('tool_choice none keeps the agent from calling', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { tools: [{ type: 'function', name: 'calculate' }] } })
    drive.client({ type: 'response.create', response: { tool_choice: 'none' } })
    expect(drive.work()[0]).toMatchObject({ type: 'think', tools: [] })
  })

  test('tool_choice required calls a tool whatever was said, unless the answer is asked for otherwise', () => {
    const drive = createDrive()
    const tools = [{ type: 'function' as const, name: 'calculate' }]
    drive.client({ type: 'session.update', session: { tools, tool_choice: 'required' } })
    const answered = [{}, { tool_choice: 'auto' }].map((response) => {
      drive.client({ type: 'response.create', response })
      drive.workAll()
      return drive.last('response.done')?.response.output?.map(({ type }) => type)
    })
    expect(answered).toEqual([['function_call'], ['message']])
  })

  const named = { type: 'function', name: 'beta' }
  test.each([
    [cascaded, {}, { tool_choice: named }, ['beta']],
    [cascaded, {}, { tool_choice: 'beta' }, ['beta']],
    [cascaded, { tool_choice: named }, {}, ['beta']],
    [cascaded, { tool_choice: named }, { tool_choice: 'auto' }, ['alpha', 'gamma']],
    [cascaded, { parallel_tool_calls: false }, {}, ['alpha']],
    [cascaded, {}, { tool_choice: 'nobody' }, ['alpha', 'gamma']],
    [native, { tool_choice: named }, {}, ['alpha', 'gamma']],
    [native, {}, { tool_choice: named }, ['alpha', 'gamma']],
  ])('%#: which calls are made is the choice of the client: %j %j', (rules, session, response, names) => {
    const drive = createDrive(rules)
    const tools = ['alpha', 'beta', 'gamma'].map((name) => ({ type: 'function', name }))
    drive.client({ type: 'session.update', session: { tools, ...session } })
    drive.client({ type: 'response.create', response })
    drive.decided({ sentences: [], calls: ['alpha', 'gamma'].map((name) => ({ name, arguments: '{}' })) })
    expect(drive.last('response.done')?.response.output).toMatchObject(names.map((name) => ({ name })))
  })

  test('speech during an answer cancels it, incomplete, before anything else', () => {
    const drive = createDrive()
    drive.client({ type: 'response.create' })
    drive.workOnce()
    const responseId = drive.speakOnePiece()
    const mark = drive.mark()
    drive.startSpeech()
    expect(drive.since(mark)).toEqual([
      'input_audio_buffer.speech_started',
      'response.audio.done',
      'response.audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ])
    expect(drive.last('response.done')?.response).toMatchObject({
      id: responseId,
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
      output: [{ status: 'incomplete' }],
    })
    expect(drive.work()).toEqual([])
  })

  test('audio of a cancelled answer that comes late is dropped', () => {
    const drive = createDrive()
    drive.client({ type: 'response.create' })
    drive.workOnce()
    const responseId = drive.speakOnePiece()
    drive.client({ type: 'response.cancel' })
    const mark = drive.mark()
    drive.dispatch({
      type: 'spoke',
      responseId,
      piece: { audio: 'AAAA', audioMs: 100, text: 'late', words: [] },
      nowMs: 0,
    })
    drive.dispatch({ type: 'finished', responseId })
    expect(drive.since(mark)).toEqual([])
  })

  test('audio of a cancelled answer never gets into the next one', () => {
    const drive = createDrive()
    drive.client({ type: 'response.create' })
    drive.workOnce()
    const first = drive.speakOnePiece()
    drive.client({ type: 'response.cancel' })
    drive.client({ type: 'response.create' })
    drive.workOnce()
    const mark = drive.mark()
    drive.dispatch({ type: 'finished', responseId: first })
    drive.dispatch({
      type: 'spoke',
      responseId: first,
      piece: { audio: 'AAAA', audioMs: 100, text: 'late', words: [] },
      nowMs: 0,
    })
    expect(drive.since(mark)).toEqual([])
  })

  test('interrupt_response false lets the answer go on, and the next one waits for its end', () => {
    const drive = createDrive()
    drive.client({
      type: 'session.update',
      session: { turn_detection: { type: 'server_vad', interrupt_response: false } },
    })
    drive.client({ type: 'response.create' })
    drive.workOnce()
    const first = drive.speakOnePiece()
    drive.speak()
    expect(drive.types()).not.toContain('response.done')
    drive.dispatch({ type: 'finished', responseId: first })
    drive.workAll('stop')
    expect(drive.types().filter((type) => type === 'response.done')).toHaveLength(2)
  })

  test('create_response false makes the item and no answer', () => {
    const drive = createDrive()
    drive.client({
      type: 'session.update',
      session: { turn_detection: { type: 'server_vad', create_response: false } },
    })
    drive.speak()
    drive.workAll('hello')
    expect(drive.types()).toContain('conversation.item.created')
    expect(drive.types()).not.toContain('response.created')
  })

  test('auto_truncate cuts the interrupted answer at what real-time playback had reached', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: { type: 'server_vad', auto_truncate: true } } })
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.types()).toContain('response.done')
    drive.write(120)
    drive.startSpeech()
    expect(drive.last('conversation.item.truncated')).toMatchObject({ audio_end_ms: 120, content_index: 0 })
  })

  test('auto_truncate of an answer in progress comes behind its end', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: { type: 'server_vad', auto_truncate: true } } })
    drive.client({ type: 'response.create' })
    drive.workOnce()
    drive.speakOnePiece()
    drive.pass(60)
    drive.startSpeech()
    expect(drive.types().slice(-2)).toEqual(['response.done', 'conversation.item.truncated'])
    expect(drive.last('conversation.item.truncated')).toMatchObject({ audio_end_ms: 60 })
  })

  const semantic = { type: 'azure_semantic_vad', appended_text_after_truncation: ' [Interrupted.]' }
  test.each([
    [{ type: 'server_vad' }, 'word word'],
    [semantic, 'word word [Interrupted.]'],
    [{ ...semantic, type: 'server_vad' }, 'word word'],
  ])('auto_truncate keeps the words that were heard, with %j', (detection, transcript) => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: { ...detection, auto_truncate: true } } })
    drive.client({ type: 'response.create' })
    drive.workAll()
    const id = drive.last('conversation.item.created')?.item?.id
    drive.pass(220)
    drive.startSpeech()
    drive.client({ type: 'conversation.item.retrieve', item_id: id })
    expect(drive.last('conversation.item.retrieved')?.item).toMatchObject({ content: [{ type: 'audio', transcript }] })
    drive.client({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 100 })
    expect(drive.last('error')?.error.code).toBe('item_already_truncated')
  })

  test('auto_truncate leaves an answer alone that goes on', () => {
    const drive = createDrive()
    const turn_detection = { type: 'server_vad', auto_truncate: true, interrupt_response: false }
    drive.client({ type: 'session.update', session: { turn_detection } })
    drive.client({ type: 'response.create' })
    drive.workOnce()
    drive.speakOnePiece()
    drive.pass(60)
    drive.startSpeech()
    expect(drive.types()).not.toContain('conversation.item.truncated')
  })

  test.each(['finished', 'cancelled'])('an item that is truncated while it is spoken stays so when it is %s', (how) => {
    const drive = createDrive()
    drive.client({ type: 'response.create' })
    drive.workOnce()
    drive.speakOnePiece()
    const id = drive.last('conversation.item.created')?.item?.id
    drive.client({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 50 })
    if (how === 'cancelled') drive.client({ type: 'response.cancel' })
    drive.workAll()
    drive.client({ type: 'conversation.item.retrieve', item_id: id })
    expect(drive.last('conversation.item.retrieved')?.item).toMatchObject({
      status: how === 'cancelled' ? 'incomplete' : 'completed',
      content: [{ type: 'audio', transcript: null }],
    })
    drive.client({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 51 })
    expect(drive.last('error')?.error.param).toBe('audio_end_ms')
  })

  test('auto_truncate leaves an answer alone that has been heard to its end', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: { type: 'server_vad', auto_truncate: true } } })
    drive.client({ type: 'response.create' })
    drive.workAll()
    drive.pass(300)
    drive.startSpeech()
    expect(drive.types()).not.toContain('conversation.item.truncated')
  })

  test('a turn that goes on after a pause is answered once', () => {
    const drive = createDrive()
    drive.speak()
    drive.startSpeech()
    drive.workOnce('hello')
    expect(drive.types()).not.toContain('response.created')
    drive.write(800)
    drive.stopSpeech()
    drive.workAll('stop')
    expect(drive.types().filter((type) => type === 'response.created')).toHaveLength(1)
  })

  test('a manual commit makes the item and waits for response.create', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: null } })
    const mark = drive.mark()
    drive.write(1000)
    drive.client({ type: 'input_audio_buffer.commit' })
    drive.workAll('hello')
    expect(drive.since(mark)).toEqual(['input_audio_buffer.committed', TRANSCRIBED, 'conversation.item.created'])
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.types().at(-1)).toBe('response.done')
  })

  test('what was committed has its place, however long its words take', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: null } })
    const commit = () => {
      drive.write(1000)
      drive.client({ type: 'input_audio_buffer.commit' })
      return drive.last('input_audio_buffer.committed')
    }
    const [first, second] = [commit(), commit()]
    const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'who are you' }] }
    drive.client({ type: 'conversation.item.create', item: { ...message, id: 'third' } })
    drive.client({
      type: 'conversation.item.create',
      item: { ...message, id: 'between' },
      previous_item_id: first?.item_id,
    })
    drive.client({ type: 'conversation.item.retrieve', item_id: first?.item_id })
    expect(drive.last('error')?.error.param).toBe('item_id')
    drive.workAll('hello')
    expect([first, second].map((event) => event?.previous_item_id)).toEqual([null, first?.item_id])
    const created = drive.sent.flatMap((event) =>
      event.type === 'conversation.item.created' ? [[event.item?.id, event.previous_item_id]] : [],
    )
    expect(created).toEqual([
      ['third', second?.item_id],
      ['between', first?.item_id],
      [first?.item_id, null],
      [second?.item_id, 'between'],
    ])
    drive.client({ type: 'response.create' })
    expect(drive.work()[0]).toMatchObject({ type: 'think', prompt: { kind: 'text', text: 'who are you' } })
  })

  test('a turn that has begun when detection is turned off keeps its id for the commit', () => {
    const drive = createDrive()
    drive.write(1000)
    drive.startSpeech()
    drive.client({ type: 'session.update', session: { turn_detection: null } })
    drive.client({ type: 'input_audio_buffer.commit' })
    expect(drive.last('input_audio_buffer.committed')?.item_id).toBe(
      drive.last('input_audio_buffer.speech_started')?.item_id,
    )
  })

  test('an answer waits for no turn that cannot end any more', () => {
    const drive = createDrive()
    drive.speak()
    drive.startSpeech()
    drive.client({ type: 'session.update', session: { turn_detection: null } })
    drive.workAll('hello')
    expect(drive.types()).toContain('response.done')
    drive.client({ type: 'session.update', session: { turn_detection: { type: 'server_vad' } } })
    drive.speak()
    drive.workAll('hello')
    expect(drive.types().filter((type) => type === 'response.done')).toHaveLength(2)
  })

  test('response.create behind a manual commit waits for its words', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: null } })
    drive.write(1000)
    drive.client({ type: 'input_audio_buffer.commit' })
    drive.client({ type: 'response.create' })
    expect(drive.types()).not.toContain('response.created')
    drive.workAll('hello')
    const types = drive.types()
    expect(types.indexOf('response.created')).toBeGreaterThan(types.indexOf(TRANSCRIBED))
  })

  test('response.create leaves audio alone that no one has committed', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: null } })
    drive.write(1000)
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.types()).not.toContain('input_audio_buffer.committed')
    expect(drive.state().items).toHaveLength(1)
    drive.client({ type: 'input_audio_buffer.commit' })
    expect(drive.types()).toContain('input_audio_buffer.committed')
  })

  test.each([
    ['without an id', {}],
    ['with an empty one', { response_id: '' }],
  ])('response.cancel ends an answer that waits for the words of its question: %s', (_name, fields) => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: null } })
    drive.write(1000)
    drive.client({ type: 'input_audio_buffer.commit' })
    drive.client({ type: 'response.create' })
    const mark = drive.mark()
    drive.client({ type: 'response.cancel', ...fields })
    drive.workAll('hello')
    expect(drive.since(mark)).toEqual(['response.created', 'response.done', TRANSCRIBED, 'conversation.item.created'])
    expect(drive.last('response.done')?.response).toMatchObject({
      status: 'cancelled',
      status_details: { reason: 'client_cancelled' },
    })
  })

  test('clear empties the buffer', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { turn_detection: null } })
    drive.write(1000)
    drive.client({ type: 'input_audio_buffer.clear' })
    drive.client({ type: 'input_audio_buffer.commit', event_id: 'mine' })
    expect(drive.last('error')?.error).toMatchObject({ code: 'input_audio_buffer_commit_empty', event_id: 'mine' })
  })

  test('a pre-generated message is spoken word for word', () => {
    const drive = createDrive()
    drive.client({
      type: 'response.create',
      response: {
        pre_generated_assistant_message: {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'text', text: 'Welcome back. How are you?' }],
        },
      },
    })
    expect(drive.work()[0]).toMatchObject({ type: 'speak', sentences: ['Welcome back.', ' How are you?'] })
  })

  test.each([
    ['alloy', 'text'],
    [{ type: 'openai', name: 'alloy' }, 'text'],
    [{ type: 'azure-standard', name: 'en-US-AvaNeural' }, 'audio'],
  ])('the voice %j makes %s of a pre-generated message', (voice, kind) => {
    const drive = createDrive()
    const message = { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Welcome.\nHello.' }] }
    drive.client({ type: 'response.create', response: { voice, pre_generated_assistant_message: message } })
    drive.workAll()
    expect(drive.last('response.done')?.response.output).toMatchObject([{ content: [{ type: kind }] }])
    drive.client({ type: 'response.create', response: { voice } })
    drive.workAll()
    expect(drive.last('response.done')?.response.output).toMatchObject([{ content: [{ type: 'audio' }] }])
  })

  test.each([{ conversation: 'none' }, { commit: false }])(
    'an answer with %j leaves no item in the conversation',
    (way) => {
      const drive = createDrive()
      drive.client({ type: 'response.create', response: { ...way, metadata: { kind: 'aside' } } })
      drive.workAll()
      expect(drive.types()).not.toContain('conversation.item.created')
      expect(drive.last('response.done')?.response).toMatchObject({ status: 'completed', metadata: { kind: 'aside' } })
    },
  )

  test('word times are sent when the session asks for them', () => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { output_audio_timestamp_types: ['word'] } })
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.last('response.audio_timestamp.delta')).toMatchObject({ text: 'word', timestamp_type: 'word' })
    const types = drive.types()
    expect(types.indexOf('response.audio_timestamp.done')).toBeLessThan(types.indexOf('response.audio.done'))
  })

  test('a failing voice ends the answer as failed, and the next one works', () => {
    const drive = createDrive()
    drive.client({ type: 'response.create' })
    drive.workOnce()
    const responseId = drive.speakOnePiece()
    const error = { type: 'server_error', code: 'emulator_failed', message: 'no voice' }
    drive.dispatch({
      type: 'failed',
      responseId,
      ending: { status: 'failed', status_details: { type: 'failed', error } },
    })
    expect(drive.last('response.done')?.response).toMatchObject({
      status: 'failed',
      status_details: { type: 'failed', error: { message: 'no voice', code: 'emulator_failed' } },
    })
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.last('response.done')?.response.status).toBe('completed')
  })

  test('a failing recogniser says so, and the user still gets an answer', () => {
    const drive = createDrive()
    drive.speak()
    const task = drive.work().shift()
    if (task?.type !== 'recognise') throw new Error('nothing to recognise')
    drive.dispatch({ type: 'recognition_failed', itemId: task.itemId, message: 'no ear' })
    expect(drive.types()).toContain('conversation.item.input_audio_transcription.failed')
    drive.workAll()
    expect(drive.types().at(-1)).toBe('response.done')
  })

  test('text that is streamed in becomes a message', () => {
    const drive = createDrive()
    drive.client({ type: 'input_text.delta', id: 'typed', delta: 'tell me ' })
    drive.client({ type: 'input_text.delta', id: 'typed', delta: 'a joke' })
    drive.client({ type: 'input_text.done', id: 'typed' })
    expect(drive.last('conversation.item.created')?.item).toMatchObject({
      id: 'typed',
      content: [{ text: 'tell me a joke' }],
    })
  })
})
