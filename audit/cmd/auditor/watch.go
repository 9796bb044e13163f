package main

import (
	"context"
	"fmt"
	"time"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/console"
	"allianceregistry/audit/health"
	"allianceregistry/audit/index"
	"allianceregistry/audit/replay"
	"allianceregistry/internal/catalogue"
)

// watchPause is how often hosts are asked how they are.
const watchPause = time.Minute

// watch asks, while pages are served, how the hosts are that blocks are read from.
type watch struct {
	*app
	ctx     context.Context //nolint:containedctx // that of serving, by which comparisons run that a request began
	from    []string
	off     bool
	compare bool
	board   health.Board
	ended   chan struct{}
}

func (a *app) newWatch(ctx context.Context, s serving) *watch {
	return &watch{app: a, ctx: ctx, from: *s.from, off: s.noFollow, compare: s.compare, ended: make(chan struct{})}
}

// on has the pages show what is known.
func (w *watch) on(c *console.Console) {
	switch {
	case w.off:
	case w.compare:
		c.Watch(&w.board, w.begin)
	default:
		c.Watch(&w.board, nil)
	}
}

// run asks again and again, until serving ends.
func (w *watch) run(x *index.Index) {
	defer close(w.ended)
	for !w.off && w.ctx.Err() == nil {
		if err := w.look(x); err != nil && w.ctx.Err() == nil {
			w.board.Fail() // who follows the chain says why
		}
		select {
		case <-w.ctx.Done():
		case <-time.After(watchPause):
		}
	}
}

// end waits for what is under way, after serving has ended.
func (w *watch) end() {
	<-w.ended
	w.board.Wait()
}

// look asks every host once, those too whose history is another one.
func (w *watch) look(x *index.Index) error {
	if len(w.from) > 0 {
		var sources []chain.Source
		for _, folder := range w.from {
			source, err := block.OpenFiles(folder)
			if err != nil {
				return err
			}
			sources = append(sources, source)
		}
		return w.board.Look(w.ctx, sources, x)
	}
	t, err := w.trusted()
	if err != nil {
		return err
	}
	return w.connected(w.ctx, session{trust: t}, func(ctx context.Context, s session) error { return w.board.Look(ctx, s.sources, x) })
}

// begin begins a comparison, as auditor compare makes it, and reports whether it did.
func (w *watch) begin() bool {
	return w.board.Compare(func(progress replay.Progress) (compared replay.Comparison, err error) {
		err = w.with(w.ctx, nil, func(ctx context.Context, s session) error {
			compared, err = replay.Compare(ctx, s.peers, replay.WithProgress(progress))
			compared.Findings = append(s.findings, compared.Findings...)
			return err
		})
		if err != nil && w.ctx.Err() == nil {
			fmt.Fprintln(w.Err, w.text.Compose("serve.notCompared", nil, catalogue.Params{"what": w.errorText(err)}))
		}
		return compared, err
	})
}
