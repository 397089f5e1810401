"""A prison for `./deploy/bench pages`: the same in everything, and one door more, which shows nothing."""

from .prison import *

ROOT_URLCONF = "deploy.benches.crowd.doors"
