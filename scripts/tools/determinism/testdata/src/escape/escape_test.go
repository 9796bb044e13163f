package escape

import "time"

func inTest() { _ = time.Now() }
