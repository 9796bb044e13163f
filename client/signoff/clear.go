package signoff

import (
	"os"
	"path/filepath"
	"regexp"
)

// halfPattern is the name of a file that was being written: see renameio.
var halfPattern = regexp.MustCompile(`^\.[A-Z2-7]{26}\.json[0-9]+$`)

// removeHalves removes what a program left that ended in the middle of writing. Nothing of it
// counts: what was there before, or nothing, is what waits. Nobody else has the folder open.
func (d *Desk) removeHalves() {
	files, err := os.ReadDir(d.folder)
	if err != nil {
		d.log.Error("acts cannot be listed", "cause", err)
	}
	for _, file := range files {
		if halfPattern.MatchString(file.Name()) {
			d.remove(filepath.Join(d.folder, file.Name()))
		}
	}
}

// clear removes the files of acts that have been over for long: what was signed stands on the
// ledger. Of each the file decides, as it is now, and one that somebody is deciding on stays for
// the next time; so does one that cannot be read, since nobody knows what it is. The desk is
// locked.
func (d *Desk) clear(acts []Act) {
	for _, act := range acts {
		if d.isOld(act) {
			d.clearOne(act.ID)
		}
	}
}

func (d *Desk) clearOne(id string) {
	taken := d.deciding(id)
	select {
	case taken <- struct{}{}:
	default:
		return
	}
	defer func() { <-taken }()
	if act, err := d.read(id); err == nil && d.isOld(act) && d.remove(d.path(id)) {
		delete(d.busy, id) // whoever waits for it finds that there is no such act
		d.log.Info("removed an act that was over", "act", id, "state", act.Now(d.now()))
	}
}

// isOld reports whether an act has been over as long as it is kept.
func (d *Desk) isOld(act Act) bool {
	now := d.now()
	ended := act.ended(now)
	return !ended.IsZero() && !now.Before(ended.Add(Kept))
}

// remove removes a file, and reports whether it is gone. One that stays is removed another time.
func (d *Desk) remove(path string) bool {
	err := os.Remove(path)
	if err != nil {
		d.log.Warn("a file cannot be removed", "file", path, "cause", err)
	}
	return err == nil
}
