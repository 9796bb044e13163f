package console

import (
	"context"
	"sync"
	"time"

	"allianceregistry/internal/catalogue"
)

const (
	// maxPictures is how many pictures are kept, of some tens of thousands of bytes each.
	maxPictures = 64
	// pictureWait is how long somebody waits for others' pictures to be drawn.
	pictureWait = 5 * time.Second
)

// errBusy says that others' pictures are being drawn.
var errBusy = catalogue.NewError("page.busy")

// pictureKey is what a picture depends on.
type pictureKey struct {
	alliance, language string
	height             uint64
}

// pictures draws one picture at a time, which keeps a processor busy, and keeps the last ones. It
// may be used from several goroutines.
type pictures struct {
	turn chan struct{} // full while one is drawn
	wait time.Duration

	mu    sync.Mutex
	kept  map[pictureKey][]byte
	order []pictureKey // as they were drawn
}

func newPictures() *pictures {
	return &pictures{turn: make(chan struct{}, 1), wait: pictureWait, kept: map[pictureKey][]byte{}}
}

// get finds a picture, or has it drawn. It fails with errBusy when its turn does not come, and
// ends when nobody waits for it any more.
func (p *pictures) get(ctx context.Context, key pictureKey, draw func() ([]byte, error)) ([]byte, error) {
	if svg := p.find(key); svg != nil {
		return svg, nil
	}
	late := time.NewTimer(p.wait)
	defer late.Stop()
	select {
	case p.turn <- struct{}{}:
	case <-late.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-p.turn }()
	if svg := p.find(key); svg != nil { // it was drawn meanwhile
		return svg, nil
	}
	svg, err := draw()
	if err == nil {
		p.keep(key, svg)
	}
	return svg, err
}

func (p *pictures) find(key pictureKey) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept[key]
}

func (p *pictures) keep(key pictureKey, svg []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept[key], p.order = svg, append(p.order, key)
	if len(p.order) > maxPictures {
		delete(p.kept, p.order[0])
		p.order = p.order[1:]
	}
}
