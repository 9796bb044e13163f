package chain

import (
	"errors"
	"slices"
)

// Queue is the order in which sources are asked: slow ones last, silent ones
// not at all. A reader of several sources keeps one.
type Queue struct {
	// Findings are what was said of the sources, of each once.
	Findings []Finding

	sources []Source
	silent  map[Source]error
}

// NewQueue begins with the sources in their order.
func NewQueue(sources []Source) *Queue {
	return &Queue{sources: slices.Clone(sources), silent: map[Source]error{}}
}

// Remaining are the sources that are still to be asked, in their order now.
func (q *Queue) Remaining() []Source {
	return slices.DeleteFunc(slices.Clone(q.sources), func(s Source) bool { return q.silent[s] != nil })
}

// Silent is the errors of the sources that are not asked any more, in their order;
// nil if there are none.
func (q *Queue) Silent() error {
	var all []error
	for _, source := range q.sources {
		all = append(all, q.silent[source])
	}
	return errors.Join(all...)
}

// NoteLate records that a source took too long, if that is what the error says.
func (q *Queue) NoteLate(source Source, err error) bool {
	var late *SilentError
	if !errors.As(err, &late) {
		return false
	}
	found := late.Finding()
	if !slices.ContainsFunc(q.Findings, func(f Finding) bool { return f.Source == found.Source && f.Code == found.Code }) {
		q.Findings = append(q.Findings, found)
	}
	if late.Given == 0 {
		q.silent[source] = late
		return true
	}
	if i := slices.Index(q.sources, source); i >= 0 {
		q.sources = append(slices.Delete(q.sources, i, i+1), source)
	}
	return true
}

// Revive lets those that were silent be asked again, behind the others.
func (q *Queue) Revive() {
	quiet := slices.DeleteFunc(slices.Clone(q.sources), func(s Source) bool { return q.silent[s] == nil })
	q.sources = append(q.Remaining(), quiet...)
	clear(q.silent)
}
