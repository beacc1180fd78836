import type { AnySchema } from '@torsor/core'
import { Disk } from '../device/index.js'
import type { Device, Tab } from '../device/index.js'
import type { Operation } from './operation.js'
import { hour, year, type World } from './world.js'

/** At most so many devices, clones included. */
const mostDevices = 5
const mostUpgrades = 3

/** Makes one operation happen. Resolves when it has, not when what it leads to has. */
export async function perform<S extends AnySchema>(world: World<S>, { kind }: Operation): Promise<void> {
  const { random } = world
  const device = random.pick(world.devices)
  const tab = device.running.length === 0 ? null : random.pick(device.running)
  switch (kind) {
    case 'write':
      return write(world, tab)
    case 'tab':
      return openOrClose(world, device)
    case 'rest':
    case 'channel':
      // The first is the player's, the other happens of itself.
      return
    case 'disk': {
      // Longer than a tab is patient: it goes on in memory.
      const ms = random.chance(0.2) ? random.between(5_000, 40_000) : random.between(10, 600)
      world.say('the disk fails of', device.name, 'for', ms)
      return device.disk.failFor(ms)
    }
    case 'full': {
      const ms = random.between(10, 30_000)
      world.count(kind)
      world.say('the disk is full of', device.name, 'for', ms)
      return device.disk.fillFor(ms)
    }
    case 'steal':
      if (tab === null || tab.lines.size === 0 || tab.wakes) return
      world.count(kind)
      world.say('the lock passes on of', tab.name)
      return device.steal(tab, random.between(10, 3_000))
    case 'busy': {
      const ms = random.between(10, 2_000)
      const site = random.pick(world.sites)
      world.count(kind)
      world.say('busy', site.name, 'for', ms)
      return site.busyFor(ms)
    }
    case 'cut':
    case 'stall':
    case 'drop':
      return breakLine(world, kind, tab)
    case 'rot':
      if (!(await device.disk.rot())) return
      damage(world, kind, device)
      return world.say('a stored row rots of', device.name)
    case 'garble': {
      const [line] = tab?.lines ?? []
      if (line === undefined) return
      line.garble({ ends: true })
      damage(world, kind, device)
      return world.say('garble what comes to', device.name)
    }
    case 'kill':
      if (tab === null || random.chance(0.5)) return
      world.count(kind)
      world.say('kill', tab.name)
      return tab.kill()
    case 'worker':
      if (tab === null || !tab.ready) return
      world.count(kind)
      world.say('the worker dies of', tab.name)
      // The next one could not read what the disk has of this page's writes: what it may have waits for that, for ever.
      if (tab.outdated) return tab.kill()
      return tab.restartWorker()
    case 'upgrade':
      if (device.generation >= mostUpgrades) return
      device.generation++
      world.count(kind)
      return world.say('upgrade', device.name, 'by', device.openTab().name)
    case 'visibility': {
      if (tab === null) return
      const visible = random.chance(0.5)
      world.count(kind)
      world.say(visible ? 'show' : 'hide', tab.name)
      return tab.setVisible(visible)
    }
    case 'power':
    case 'backup':
    case 'clone':
      return changeDisk(world, kind, device)
    case 'clock':
    case 'year':
      if (kind === 'clock') device.skew += random.pick([-20, -1, 1, 20]) * hour
      else device.skew = random.pick([-1, 0, 1, 2]) * year
      world.count(kind)
      return world.say('the clock of', device.name, 'is wrong by', device.skew)
    case 'restart':
    case 'crash':
    case 'restore':
    case 'failover':
      return changeRelay(world, kind, device)
  }
}

function damage<S extends AnySchema>(world: World<S>, kind: 'rot' | 'garble', device: Device<S>): void {
  world.count(kind)
  device.damaged = device.wasDamaged = true
  device.rotten ||= kind === 'rot'
}

function write<S extends AnySchema>(world: World<S>, tab: Tab<S> | null): void {
  const { random } = world
  for (let left = random.chance(0.2) ? 4 : 1; left > 0 && tab !== null; left--) {
    const edit = `e${world.edits++}`
    const strict = random.chance(0.15)
    world.say('write', tab.name, edit, strict ? 'strictly' : '')
    tab.write(edit, strict)
  }
}

async function openOrClose<S extends AnySchema>(world: World<S>, device: Device<S>): Promise<void> {
  const { random } = world
  if (device.running.length < (random.chance(0.3) ? 3 : 1)) {
    world.say('open', device.openTab().name)
  } else if (device.running.length > 1) {
    const tab = random.pick(device.running)
    world.say('close', tab.name)
    const closing = tab.close()
    if (random.chance(0.5)) await world.patiently(closing)
  }
}

function breakLine<S extends AnySchema>(world: World<S>, kind: 'cut' | 'stall' | 'drop', tab: Tab<S> | null): void {
  const { random } = world
  const follower = world.links !== 'none' && random.chance(0.4) ? random.pick(world.sites) : null
  const from = follower ?? tab
  const [line] = from?.lines ?? []
  if (from === null || line === undefined) return
  world.count(kind)
  if (kind === 'cut') {
    const after = random.pick([0, 0, 1, 2, 5])
    world.say('cut', from.name, 'after', after)
    line.cut(after)
  } else if (kind === 'stall') {
    world.say('stall', from.name)
    line.stall(random.between(10, 8_000))
  } else {
    world.say('drop', from.name)
    line.drop()
  }
}

function changeDisk<S extends AnySchema>(world: World<S>, kind: 'power' | 'backup' | 'clone', device: Device<S>): void {
  const { random, timeline } = world
  const { disk } = device
  if (kind === 'power') {
    if (random.chance(0.5)) return
    const image = disk.afterPowerLoss()
    world.count(kind)
    world.say('power loss', device.name, 'at', image.commits.length, 'of', disk.version, 'safe', disk.safeVersion)
    device.reset(image, disk.faults)
    device.hasOtherPast = device.backup !== null
    device.openTab()
  } else if (kind === 'clone') {
    if (world.devices.length >= mostDevices || random.chance(0.6)) return
    const twin = world.addDevice(new Disk(timeline, random, disk.image()))
    twin.related = true
    device.related = true
    twin.site = device.site
    twin.damaged = device.damaged
    twin.wasDamaged = device.wasDamaged
    twin.rotten = device.rotten
    world.count(kind)
    world.say('clone', device.name, 'to', twin.name, 'at', disk.version)
  } else if (device.backup === null || random.chance(0.5)) {
    world.say('back up', device.name, 'at', disk.version)
    device.backup = disk.image()
  } else {
    const image = device.backup
    world.count(kind)
    world.say('restore device', device.name, 'to', image.commits.length, 'of', disk.version)
    // It may go on a past that its other past has sent a part of: then it is as good as a clone.
    device.related ||= device.hasOtherPast
    device.hasOtherPast = true
    device.reset(image, disk.faults)
    device.openTab()
  }
}

async function changeRelay<S extends AnySchema>(
  world: World<S>,
  kind: 'restart' | 'crash' | 'restore' | 'failover',
  device: Device<S>,
): Promise<void> {
  const { random, sites } = world
  if (kind === 'failover') {
    device.move(random.pick([...sites, ...sites, null]))
    world.count(kind)
    return world.say(device.name, 'to', device.site?.name ?? 'no relay')
  }
  const site = kind === 'restore' && world.links === 'none' ? sites[0] : random.pick(sites)
  if (site === undefined) return
  if (kind === 'crash') {
    world.count(kind)
    world.say('crash', site.name)
    await site.crash()
  } else if (kind === 'restart') {
    if (!site.up || random.chance(0.5)) return
    world.count(kind)
    world.say('restart', site.name)
    await world.patiently(site.stop())
    await site.start()
  } else if (random.chance(0.5)) {
    world.say('back up', site.name)
    site.backUp()
  } else {
    if (!site.hasBackup) return
    world.count(kind)
    world.say('restore', site.name)
    await world.patiently(site.restore())
  }
}
